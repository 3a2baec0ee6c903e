# What a context is made of, in the directory $1: Git keeps neither these modes nor hard links.
set -e
cd "$1"
umask 022
mkdir -p dir/sub dir/none é dir/ignored
printf 'one\n' > one.txt
printf 'two\n' > two.txt
ln two.txt zhard
ln -s one.txt link
ln -s dir dirlink
printf deep > dir/sub/f
: > dir/empty
ln -s ../one.txt dir/l
ln -s ../one.txt/../two.txt dir/through
ln -s nowhere/../else dir/dangling
ln -s / dir/root
ln -s loop dir/loop
ln -s sub dir/to-sub
mkfifo dir/fifo
printf '#!/bin/sh\n' > dir/tool
ln dir/tool dir/tool2
chmod 4755 dir/tool
chmod 600 dir/empty
chmod 1777 dir/sub
printf x > "é/a b"
printf long > dir/sub/"$(printf 'n%.0s' $(seq 150))"
printf no > dir/ignored/no
head -c 300000 /dev/zero > large
tar -cf a.tar --format=ustar --owner=7 --group=8 --mtime=@0 --mode=640 one.txt two.txt
printf 'dir/ignored/*\n*.Dockerfile\n' > .dockerignore
cat > Dockerfile <<'END'
FROM scratch AS made
COPY one.txt /1
COPY link /2
COPY zhard /3
COPY large /4
COPY one.txt two.txt /5/
COPY *.txt /6/
COPY dir /7
COPY dirlink/ /8
COPY dir* /9/
COPY é /10
COPY é/a* /11/
COPY . /12
COPY dir/none /13
COPY dir/tool2 dir /14/
COPY dir/l dir/to-sub /15/
ADD a.tar /16/
ADD one.txt a.tar /17/
COPY --chown=3:4 dir /18
COPY --chown=5:6 one.txt /19
COPY ["é/a b", "/20"]
COPY ./dir/./sub/../tool /21
COPY dir/ignored /22

FROM scratch
COPY --from=made /1 /1
COPY --from=made /18 /2
COPY --from=made 19 /3
COPY --from=made /1 /4 /4/
COPY --from=made /1? /5/
COPY --from=made / /6
COPY --from=made /12/dirlink /7
COPY --from=made /12/zhard /8
COPY --from=made --chown=7:8 /16 /9
END
