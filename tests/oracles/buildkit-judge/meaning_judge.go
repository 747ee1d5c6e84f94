package main

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
)

// situation is what holds at a place of a stage, as its meaning has it.
type situation struct {
	env, args map[string]string
	user      string
	directory string
	ran       bool // a step chose where it runs or as whom, so that its own end may be anybody's
	shell     []string
	config    imageConfig
	steps     []step
}

// step is one operation that the graph must hold.
type step struct {
	what      statement
	directory string // of WORKDIR
	user      string
	env       map[string]string
	lookup    func(string) string
	shell     []string
}

func (s situation) clone() situation {
	s.env, s.args = maps.Clone(s.env), maps.Clone(s.args) // a stage has the arguments of the one it starts from
	s.steps = slices.Clone(s.steps)
	s.config.Labels = maps.Clone(s.config.Labels)
	s.config.ExposedPorts, s.config.Volumes = maps.Clone(s.config.ExposedPorts), maps.Clone(s.config.Volumes)
	s.ran = false
	return s
}

func (s situation) lookup(name string) string {
	if held, ok := s.env[name]; ok {
		return held
	}
	return s.args[name]
}

// judge compares one file with its meaning, stage by stage.
type judge struct {
	text    []byte
	meaning meaning
	ends    map[string]situation
	last    map[string]string // what the end of each stage is, as `graph.name` says
	verdict meaningVerdict
}

func judgeMeaning(text []byte, m meaning) meaningVerdict {
	j := judge{text: text, meaning: m, ends: map[string]situation{}, last: map[string]string{}}
	j.verdict.Findings = []finding{}
	for _, stage := range m.Stages {
		for _, one := range stage.Steps {
			if one.Verbatim != "" {
				return j.verdict
			}
		}
	}
	j.verdict.Compared = true
	for _, stage := range m.Stages {
		j.stage(stage)
	}
	return j.verdict
}

func (j *judge) find(rule, format string, args ...any) {
	j.verdict.Findings = append(j.verdict.Findings, finding{rule, 0, fmt.Sprintf(format, args...)})
}

// same reports a difference between what is meant and what BuildKit reads.
func (j *judge) same(rule, what string, meant, read any) {
	if !reflect.DeepEqual(meant, read) {
		j.find(rule, "%s: %q is meant, and BuildKit reads %q", what, fmt.Sprint(meant), fmt.Sprint(read))
	}
}

func (j *judge) begin(stage meantStage) situation {
	if below := stage.From.one("stage"); below != "" {
		return j.ends[below].clone()
	}
	s := situation{env: map[string]string{}, args: map[string]string{}, directory: "/", user: ""}
	s.config.Labels = map[string]string{}
	s.config.ExposedPorts, s.config.Volumes = map[string]struct{}{}, map[string]struct{}{}
	if baseOf(j.meaning, stage) != "scratch" {
		s.env = map[string]string{"PATH": basePath, "PYTHONPATH": "/base/python"}
		s.directory, s.user = baseDirectory, baseUser(stage)
		s.config.Entrypoint, s.config.Cmd = []string{"base-entrypoint"}, []string{"base-cmd"}
		s.config.StopSignal = "SIGUSR1"
		s.config.Labels["base"] = "label"
	}
	return s
}

func (j *judge) stage(stage meantStage) {
	opt := buildOptions{target: stage.Name, bases: baseConfigs(j.meaning)}
	for _, one := range stage.From.Facts {
		if one.name == "name" {
			opt.target = plain(one.values[0])
		}
	}
	if stage.From.get("name") == nil {
		opt.target = ""
	}
	built, err := build(j.text, opt)
	if err != nil {
		j.find("Error", "stage %s: %v", stage.Name, err)
		return
	}
	s := j.begin(stage)
	if len(stage.Shell) > 0 {
		s.shell = stage.Shell
	}
	for _, one := range stage.Steps {
		s.add(one, j)
	}
	s.configure(stage)
	j.ends[stage.Name] = s
	g, err := graphOf(&built.State)
	if err != nil {
		j.find("Error", "stage %s: %v", stage.Name, err)
		return
	}
	j.last[stage.Name] = g.last
	j.compareConfig(stage, s, configuration(built.Image.Config))
	j.compareSteps(stage, s, g)
}

func (s *situation) enter(directory string) {
	if directory == "" || directory == s.directory {
		return
	}
	s.directory = directory
	if directory != "/" {
		s.steps = append(s.steps, step{what: statement{Keyword: "WORKDIR"}, directory: directory})
	}
}

// add does what a statement says.
func (s *situation) add(one statement, j *judge) {
	switch one.Keyword {
	case "ENV", "ARG":
		name := one.Facts[0].name
		values := one.Facts[0].values
		held := ""
		if len(values) > 0 {
			held = values[0].with(s.lookup)
		}
		if one.Keyword == "ENV" {
			s.env[name] = held
		} else if argument := slices.IndexFunc(j.meaning.Arguments, func(one statement) bool { return one.get(name) != nil }); len(values) > 0 {
			s.args[name] = held
		} else if argument >= 0 { // what stands before the first FROM
			s.args[name] = j.meaning.Arguments[argument].one(name)
		}
		return
	case "RUN":
		if one.Directory != nil {
			s.ran = s.ran || *one.Directory != s.directory
			s.enter(*one.Directory)
		}
		s.ran = s.ran || !sameUser(s.user, *one.User)
		s.user = *one.User
	}
	env := maps.Clone(s.args)
	maps.Copy(env, s.env)
	if env["PATH"] == "" {
		delete(env, "PATH")
	}
	for _, given := range one.Facts {
		if given.name == "mount" && slices.Contains(plainAll(given.values), "type=ssh") {
			env["SSH_AUTH_SOCK"] = "/run/buildkit/ssh_agent.0"
		}
	}
	frozen := *s
	frozen.env, frozen.args = maps.Clone(s.env), maps.Clone(s.args)
	s.steps = append(s.steps, step{what: one, directory: s.directory, user: s.user, env: env, lookup: frozen.lookup, shell: s.shell})
}

func texts(values []value, lookup func(string) string) []string {
	list := []string{}
	for _, one := range values {
		list = append(list, one.with(lookup))
	}
	return list
}

// configure does what the configuration of a stage says.
func (s *situation) configure(stage meantStage) {
	c := &s.config
	s.enter(stage.Directory)
	if stage.User != "" {
		s.user = stage.User
	}
	for _, one := range stage.Configuration {
		words := plainAll(one.get("words"))
		switch one.Keyword {
		case "LABEL":
			for _, label := range one.Facts {
				c.Labels[label.name] = label.values[0].with(s.lookup)
			}
		case "EXPOSE":
			for _, port := range plainAll(one.get("ports")) {
				c.ExposedPorts[port] = struct{}{}
			}
		case "VOLUME":
			for _, volume := range plainAll(one.get("volumes")) {
				c.Volumes[volume] = struct{}{}
			}
		case "STOPSIGNAL":
			c.StopSignal = one.one("signal")
		case "HEALTHCHECK":
			c.Healthcheck = health(one, words)
		case "ENTRYPOINT":
			c.Entrypoint = words
			if !slices.ContainsFunc(stage.Configuration, func(other statement) bool { return other.Keyword == "CMD" }) {
				c.Cmd = nil
			}
		case "CMD":
			c.Cmd = words
		}
	}
}

func health(one statement, words []string) *dockerspec.HealthcheckConfig {
	if one.one("none") != "" {
		return &dockerspec.HealthcheckConfig{Test: []string{"NONE"}}
	}
	span := func(name string) time.Duration {
		length, _ := time.ParseDuration(one.one(name))
		return length
	}
	retries, _ := strconv.Atoi(one.one("retries"))
	return &dockerspec.HealthcheckConfig{Test: append([]string{"CMD"}, words...), Interval: span("interval"), Timeout: span("timeout"),
		StartPeriod: span("start-period"), Retries: retries}
}

func environment(list []string) map[string]string {
	env := map[string]string{}
	for _, one := range list {
		name, held, _ := strings.Cut(one, "=")
		env[name] = held
	}
	return env
}

func sorted[V any](set map[string]V) []string {
	list := slices.Collect(maps.Keys(set))
	sort.Strings(list)
	return list
}

func sameUser(a, b string) bool {
	root := func(user string) bool {
		return user == "" || user == "0" || user == "0:0" || user == "root" || user == "root:root"
	}
	return a == b || (root(a) && root(b))
}

// compareConfig holds what a container of the stage is given to what the stage says and its base has.
func (j *judge) compareConfig(stage meantStage, s situation, read imageConfig) {
	same := func(field string, meant, is any) { j.same("Config", "stage "+stage.Name+": "+field, meant, is) }
	env := environment(read.Env)
	if baseOf(j.meaning, stage) == "scratch" && s.env["PATH"] == "" {
		delete(env, "PATH") // BuildKit's own
	}
	if _, below := j.ends[stage.From.one("stage")]; below && s.env["PATH"] == "" {
		delete(env, "PATH")
	}
	same("Env", s.env, env)
	if s.config.Labels == nil || read.Labels == nil {
		read.Labels = map[string]string{}
	}
	same("Labels", s.config.Labels, read.Labels)
	same("ExposedPorts", sorted(s.config.ExposedPorts), sorted(read.ExposedPorts))
	same("Volumes", sorted(s.config.Volumes), sorted(read.Volumes))
	same("Entrypoint", fmt.Sprintf("%q", s.config.Entrypoint), fmt.Sprintf("%q", read.Entrypoint))
	same("Cmd", fmt.Sprintf("%q", s.config.Cmd), fmt.Sprintf("%q", read.Cmd))
	same("StopSignal", s.config.StopSignal, read.StopSignal)
	same("Shell", fmt.Sprintf("%q", s.shell), fmt.Sprintf("%q", read.Shell))
	if s.config.Healthcheck != nil || read.Healthcheck != nil {
		same("Healthcheck", fmt.Sprintf("%+v", s.config.Healthcheck), fmt.Sprintf("%+v", read.Healthcheck))
	}
	if stage.Directory != "" || !s.ran {
		same("WorkingDir", path.Clean(s.directory), path.Clean("/"+read.WorkingDir))
	}
	// Where no image ends, root need not come back, and nobody is who comes after an unknown user.
	if (stage.User != "" || !s.ran) && !sameUser(s.user, read.User) {
		same("User", s.user, read.User)
	}
}
