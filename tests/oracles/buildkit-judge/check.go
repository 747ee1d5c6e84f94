package main

import (
	"bytes"
	"io"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// verdict is the answer of `check` for one file.
type verdict struct {
	File     string    `json:"file"`
	Heredocs bool      `json:"heredocs"` // other judges cannot read a file that has one
	Findings []finding `json:"findings"`
}

func checkFiles(names []string, out io.Writer) (bool, error) {
	return eachFile(names, out, func(name string, text []byte) (any, bool) {
		v := check(name, text)
		return v, len(v.Findings) == 0
	})
}

// check runs the build checks over all stages, then the rules for ADD. A text that does not parse gets one finding.
func check(name string, text []byte) verdict {
	v := verdict{File: name, Findings: []finding{}}
	armed, shift, silenced := withAllChecks(text)
	v.Findings = append(v.Findings, silenced...)
	report := func(rule, _, _, message string, where []parser.Range) {
		v.Findings = append(v.Findings, finding{rule, max(firstLine(where)-shift, 0), message})
	}
	if _, err := build(armed, buildOptions{allStages: true, warn: report}); err != nil {
		v.Findings = append(v.Findings, finding{"Error", max(placeOf(err)-shift, 0), err.Error()})
	} else {
		v.Findings = append(v.Findings, judgeAdds(text)...)
	}
	if tree, err := parser.Parse(bytes.NewReader(text)); err == nil {
		for _, node := range tree.AST.Children {
			v.Heredocs = v.Heredocs || len(node.Heredocs) > 0
		}
	}
	sortFindings(v.Findings)
	return v
}
