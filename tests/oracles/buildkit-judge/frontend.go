package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/solver/pb"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	digest "github.com/opencontainers/go-digest"
)

// buildOptions is what a person could say on the command line of a build.
type buildOptions struct {
	target    string
	args      map[string]string
	bases     map[string]json.RawMessage
	allStages bool                // look at stages too that the target does not need
	warn      linter.LintWarnFunc // where the build checks report
}

// offlineBases stands in for a registry: a base image has the configuration it was given, or an empty one.
type offlineBases map[string]json.RawMessage

func (known offlineBases) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	if config, ok := known[ref]; ok {
		return ref, "", config, nil
	}
	return ref, "", []byte(`{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}`), nil
}

// build turns a Dockerfile into BuildKit's build graph and image, as `docker build` does before anything runs.
func build(text []byte, opt buildOptions) (*dockerfile2llb.Result, error) {
	platform := platforms.MustParse("linux/amd64") // one fixed answer on every machine
	caps := pb.Caps.CapSet(pb.Caps.All())
	convert := dockerfile2llb.ConvertOpt{
		TargetPlatform: &platform,
		MetaResolver:   offlineBases(opt.bases),
		LLBCaps:        &caps,
		Warn:           opt.warn,
		AllStages:      opt.allStages,
	}
	convert.Target, convert.BuildArgs = opt.target, opt.args
	if opt.warn == nil {
		convert.Warn = func(string, string, string, string, []parser.Range) {}
	}
	return dockerfile2llb.Dockerfile2LLB(context.Background(), text, convert)
}

// withAllChecks returns the text with its `check` directive replaced by one that switches every check on, and by how
// many lines that moved the rest down. What the directive itself asked for is judged here: a text that silences a
// check would otherwise look clean.
func withAllChecks(text []byte) (changed []byte, shift int, found []finding) {
	const everything = "# check=experimental=all"
	complain := func(line int, format string, args ...any) {
		found = append(found, finding{"CheckSilenced", line, fmt.Sprintf(format, args...)})
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	value, _, where, ok := parser.ParseDirective("check", text)
	at := firstLine(where)
	for i, line := range lines {
		comment := strings.TrimSpace(string(line))
		if i+1 != at && strings.HasPrefix(comment, "#") && strings.HasPrefix(strings.TrimSpace(comment[1:]), "check=skip") {
			complain(i+1, "a comment switches build checks off: %s", comment)
		}
	}
	if !ok || at < 1 || at > len(lines) {
		return append([]byte(everything+"\n"), text...), 1, found
	}
	if asked, err := linter.ParseLintOptions(value); err != nil {
		complain(at, "the check directive does not parse: %v", err)
	} else if asked.SkipAll || len(asked.SkipRules) > 0 {
		complain(at, "the check directive switches build checks off: %s", value)
	}
	lines[at-1] = []byte(everything + "\n")
	return bytes.Join(lines, nil), 0, found
}

func firstLine(where []parser.Range) int {
	if len(where) == 0 {
		return 0
	}
	return where[0].Start.Line
}

// placeOf finds the line an error points to; 0 where it points nowhere.
func placeOf(err error) int {
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 {
		return firstLine(located.Locations[0])
	}
	return 0
}

// imageConfig holds what a user of the image depends on, without what differs from build to build.
type imageConfig struct {
	Env          []string
	Labels       map[string]string
	User         string
	WorkingDir   string
	Entrypoint   []string
	Cmd          []string
	ExposedPorts map[string]struct{}
	Volumes      map[string]struct{}
	Healthcheck  *dockerspec.HealthcheckConfig
	StopSignal   string
	Shell        []string `json:",omitempty"`
}

func configuration(c dockerspec.DockerOCIImageConfig) imageConfig {
	return imageConfig{c.Env, c.Labels, c.User, c.WorkingDir, c.Entrypoint, c.Cmd, c.ExposedPorts, c.Volumes,
		c.Healthcheck, c.StopSignal, c.Shell}
}
