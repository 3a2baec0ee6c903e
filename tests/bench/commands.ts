/** What is done in the machine, in Node and in the tab alike. */

/** Where {@link prepareBuild} puts it. */
export const dockerfile = '/tmp/Dockerfile';

/** Five instructions, two of them RUNs. */
export const dockerfileText = 'FROM busybox\nENV greeting=hello\nRUN echo $greeting > /one\nRUN cat /one > /two\nCMD ["cat", "/two"]\n';

export const prepareBuild = `printf '${dockerfileText.replaceAll('\n', '\\n')}' > ${dockerfile}`;

/** An account, and an image whose new layer is bytes that do not compress: 10 MB of them. */
export const preparePush = [
  `curl -s -X POST -d '{"username":"bench","password":"bench-password"}' http://hub:3140/v1/users`,
  'echo bench-password | docker login -u bench --password-stdin',
  'docker run --name big busybox dd if=/dev/urandom of=/big bs=1M count=10',
  'docker commit big bench/big',
  'docker rm big',
].join('; ');
