complete -C 'docker __complete' docker
