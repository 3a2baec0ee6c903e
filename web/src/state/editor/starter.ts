/** A small example to begin with: a web site, and a Dockerfile whose order of instructions matters to the build cache. */
export const starterFolder = 'hello-site';

export const starterFiles: Readonly<Record<string, string>> = {
  'site/index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Hello</title>
    <link rel="stylesheet" href="style.css" />
  </head>
  <body>
    <h1>Hello from a container</h1>
    <p>Change this line, save, and build again: see which instructions are not run a second time.</p>
  </body>
</html>
`,
  'site/style.css': `body {
  font-family: sans-serif;
  max-width: 40rem;
  margin: 4rem auto;
}
`,
  'httpd.conf': `# What busybox's httpd answers with for files that it does not know by name.
.svg:image/svg+xml
E404:/srv/404.html
`,
  '.dockerignore': `# What the build need not see.
README.md
`,
  'README.md': `# A site in an image

    docker build -t hello-site .
    docker run -d --name site -p 8080:80 hello-site
    curl localhost:8080
`,
  Dockerfile: `FROM busybox
WORKDIR /srv

# What rarely changes comes first: these are reused from the cache.
RUN echo "<h1>There is nothing here</h1>" > 404.html
COPY httpd.conf /etc/httpd.conf

# What changes often comes last: only from here on is anything done again.
COPY site/ .
RUN grep -c . *.html > lines.txt

EXPOSE 80
CMD ["httpd", "-f", "-v", "-p", "80", "-h", "/srv"]
`,
};
