complete -o bashdefault -o default -C 'docker __complete' docker
