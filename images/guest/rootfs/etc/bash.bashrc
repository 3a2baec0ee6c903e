PS1='\[\e[1;36m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '
HISTSIZE=2000
HISTCONTROL=ignoredups
shopt -s checkwinsize
alias ls='ls --color=auto' ll='ls -l' grep='grep --color=auto'
for completion in /etc/bash_completion.d/*; do
  [ -r "$completion" ] && . "$completion"
done
unset completion
