package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	checks "github.com/aquasecurity/trivy-checks"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"go.yaml.in/yaml/v3"
)

// A policy is one rule of trivy, ready to be asked.
type policy struct {
	id, severity string
	examples     string // path of its examples in the module, or ""
	query        rego.PreparedEvalQuery
}

// A finding is one complaint. Line is 0 where it is about the whole file.
type finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Line     int    `json:"line"`
	Message  string `json:"message"`
}

// loadPolicies compiles all modules together once and prepares a query for each live policy, so that one that fails in
// evaluation cannot silence the others.
func loadPolicies(of string) ([]policy, error) {
	registerFunctions()
	modules := map[string]*ast.Module{}
	folders := map[string]fs.FS{"checks/" + of: checks.EmbeddedPolicyFileSystem, "lib/" + of: checks.EmbeddedLibraryFileSystem}
	if of == "kubernetes" {
		folders["lib/cloud/metadata.rego"] = checks.EmbeddedLibraryFileSystem // which some of these use
	}
	for root, source := range folders {
		if err := readModules(modules, source, root); err != nil {
			return nil, err
		}
	}
	var list []policy
	packages := map[string]string{} // id → package
	for _, module := range modules {
		for _, note := range module.Annotations {
			id, _ := note.Custom["id"].(string)
			if gone, _ := note.Custom["deprecated"].(bool); gone || id == "" {
				continue
			}
			severity, _ := note.Custom["severity"].(string)
			examples, _ := note.Custom["examples"].(string)
			packages[id] = module.Package.Path.String()
			list = append(list, policy{id: id, severity: severity, examples: examples})
		}
		module.Annotations = nil // they name input schemas that only trivy itself carries
	}
	sort.Slice(list, func(a, b int) bool { return list[a].id < list[b].id })

	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		return nil, compiler.Errors
	}
	for i := range list {
		query, err := rego.New(rego.Compiler(compiler), rego.Query(packages[list[i].id]+".deny")).PrepareForEval(context.Background())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list[i].id, err)
		}
		list[i].query = query
	}
	return list, nil
}

func readModules(modules map[string]*ast.Module, source fs.FS, root string) error {
	return fs.WalkDir(source, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		if path.Base(name) == "service_with_externalip.rego" { // of external names, and OPA takes its empty list for an error
			return nil
		}
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		modules[name], err = ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{ProcessAnnotation: true})
		return err
	})
}

// judge asks every policy of Dockerfiles. What cannot be read or evaluated is a finding too: unjudged is not clean.
func judge(policies []policy, text []byte) []finding {
	stages, err := policyInput(text)
	if err != nil {
		return []finding{{Rule: "Error", Severity: "CRITICAL", Message: err.Error()}}
	}
	return ask(policies, map[string]any{"Stages": stages})
}

// judgeObjects asks every policy of Kubernetes about each object of a file.
func judgeObjects(policies []policy, text []byte) []finding {
	found := []finding{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for count := 0; ; count++ {
		var object map[string]any
		if err := decoder.Decode(&object); err == io.EOF && count > 0 {
			return found
		} else if err != nil {
			return append(found, finding{Rule: "Error", Severity: "CRITICAL", Message: err.Error()})
		}
		if object != nil { // what stands before the first line of dashes is a comment
			found = append(found, ask(policies, object)...)
		}
	}
}

func ask(policies []policy, about map[string]any) []finding {
	found := []finding{}
	input := rego.EvalInput(about)
	for _, p := range policies {
		results, err := p.query.Eval(context.Background(), input)
		if err != nil {
			found = append(found, finding{Rule: "Error", Severity: "CRITICAL", Message: p.id + " could not be evaluated: " + err.Error()})
			continue
		}
		for _, result := range results {
			denied, _ := result.Expressions[0].Value.([]any)
			for _, denial := range denied {
				found = append(found, p.finding(denial))
			}
		}
	}
	sort.SliceStable(found, func(a, b int) bool {
		if found[a].Line != found[b].Line {
			return found[a].Line < found[b].Line
		}
		return found[a].Rule+found[a].Message < found[b].Rule+found[b].Message
	})
	return found
}

// finding reads what newResult (functions.go) made.
func (p policy) finding(denial any) finding {
	f := finding{Rule: p.id, Severity: p.severity}
	fields, _ := denial.(map[string]any)
	f.Message, _ = fields["message"].(string)
	if number, ok := fields["line"].(json.Number); ok {
		line, _ := number.Int64()
		f.Line = int(line)
	}
	return f
}
