#!/bin/sh
echo "hello @VERSION@ @FLAVOUR@ $*"
