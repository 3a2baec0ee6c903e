import { expect, test } from 'vitest';
import { parseTemplate } from './template.ts';

const container = {
  Name: '/web',
  State: { Status: 'running', Running: true, Pid: 42 },
  Config: { Cmd: ['sleep', '500'], Labels: { b: 'y', a: 'x' } },
  HostConfig: { Binds: null },
  Networks: { bridge: { IPAddress: '172.17.0.2' }, other: { IPAddress: '172.18.0.2' } },
  Mounts: [],
};

// What the real client prints for the same templates.
test.each([
  ['{{if .State.Running}}up{{else}}down{{end}}', 'up'],
  ['{{if .Mounts}}some{{else if eq .State.Pid 42}}none{{end}}', 'none'],
  ['{{index .Config.Labels "a"}}', 'x'],
  ['{{range $name, $net := .Networks}}{{$name}}={{$net.IPAddress}} {{end}}', 'bridge=172.17.0.2 other=172.18.0.2 '],
  ['{{range .Networks}}{{.IPAddress}} {{$.Name}},{{end}}', '172.17.0.2 /web,172.18.0.2 /web,'],
  ['{{range $i, $word := .Config.Cmd}}{{$i}}{{$word}} {{end}}', '0sleep 1500 '],
  ['{{range .Config.Cmd}}{{if eq . "sleep"}}{{continue}}{{end}}{{.}}{{break}}{{end}}', '500'],
  ['{{$x := .Name}}{{$x}}{{$x = "b"}}{{$x}}', '/webb'],
  ['{{with $s := .State}}{{$s.Status}}{{end}}', 'running'],
  ['{{(index .Config.Cmd 0) | printf "%s-%s" "x"}}', 'x-sleep'],
  ['{{printf "%s|%d|%v|%q|%5d|%-5s|%x|%05.2f|%t|%%" .Name 4 .Config.Cmd .Name 42 "ab" 255 1.5 true}}', '/web|4|[sleep 500]|"/web"|   42|ab   |ff|01.50|true|%'],
  ['{{printf "%d" "x"}} {{printf "%d"}} {{printf "a" 1}}', '%!d(string=x) %!d(MISSING) a%!(EXTRA int=1)'],
  ['{{print 1 2 "a" "b" 3}}', '1 2ab3'],
  ['{{.Config.Cmd}} {{.Config.Labels}} {{.HostConfig.Binds}} {{json .HostConfig.Binds}}', '[sleep 500] map[a:x b:y] [] null'],
  ['{{.Name | upper}} {{join .Config.Cmd "-"}} {{len .Name}} {{split "a/b" "/"}} {{title "to be"}}', '/WEB sleep-500 4 [a b] To Be'],
  ['{{with .Config}}{{json .Labels}}{{end}}', '{"a":"x","b":"y"}'],
  ['{{and .State.Running (not .Mounts)}} {{or .Mounts "none"}} {{lt 1 2}} {{ge "b" "a"}}', 'true none true true'],
  ['a {{- .Name -}} b{{/* nothing */}}', 'a/webb'],
  ['{{println .Name}}x{{.Config.Labels.zz}}', '/web\nx<no value>'],
])('%s', (template, output) => {
  expect(parseTemplate(template).execute(container)).toBe(output);
});

test.each([
  ['{{foo}}', 'template: :1: function "foo" not defined'],
  ['{{.Name', 'template: :1: unclosed action'],
  ['{{if .Name}}x', 'template: :1: unexpected EOF'],
  ['{{end}}', 'template: :1: unexpected {{end}}'],
  ['{{if}}x{{end}}', 'template: :1: missing value for if'],
  ['{{$y}}', 'template: :1: undefined variable "$y"'],
  ['{{.Names}', "template: :1: bad character U+007D '}'"],
])('%s is no template', (template, message) => {
  expect(() => parseTemplate(template)).toThrow(message);
});

test.each([
  ['{{.Foo}}', 'template: :1:2: executing "" at <.Foo>: map has no entry for key "Foo"'],
  ['{{.State.Foo}}', 'template: :1:8: executing "" at <.State.Foo>: map has no entry for key "Foo"'],
  ['{{.Name.Foo}}', 'template: :1:7: executing "" at <.Name.Foo>: can\'t evaluate field Foo in type interface {}'],
  ['{{index .Config.Cmd 9}}', 'template: :1:2: executing "" at <index .Config.Cmd 9>: error calling index: index out of range: 9'],
  ['{{eq 1 "a"}}', 'template: :1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison'],
])('%s does not fit', (template, message) => {
  expect(() => parseTemplate(template).execute(container)).toThrow(message);
});
