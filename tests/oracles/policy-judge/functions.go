package main

import (
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/types"
	"mvdan.cc/sh/v3/syntax"
)

// registerFunctions supplies the two functions of trivy's own that the policies call.
var registerFunctions = sync.OnceFunc(func() {
	rego.RegisterBuiltin2(&rego.Function{Name: "result.new", Decl: types.NewFunction(types.Args(types.S, types.A), types.A)}, newResult)
	rego.RegisterBuiltin1(&rego.Function{Name: "sh.parse_commands", Decl: types.NewFunction(types.Args(types.S), types.A)}, parseCommands)
})

// newResult is result.new(message, instruction): the complaint with the line where the instruction starts.
func newResult(_ rego.BuiltinContext, message, cause *ast.Term) (*ast.Term, error) {
	line := ast.NumberTerm("0")
	if instruction, ok := cause.Value.(ast.Object); ok {
		if start := instruction.Get(ast.StringTerm("StartLine")); start != nil {
			line = start
		}
	}
	return ast.ObjectTerm([2]*ast.Term{ast.StringTerm("message"), message}, [2]*ast.Term{ast.StringTerm("line"), line}), nil
}

// parseCommands is sh.parse_commands(script): the words of each simple command, in written order, without their outer
// quotes. A script that does not parse has none; the shell checks of other judges complain about it.
func parseCommands(_ rego.BuiltinContext, script *ast.Term) (*ast.Term, error) {
	text, _ := script.Value.(ast.String)
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(string(text)), "")
	if err != nil {
		return ast.ArrayTerm(), nil
	}
	var list []*ast.Term
	syntax.Walk(file, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		var words []*ast.Term
		for _, word := range call.Args {
			var written strings.Builder
			if err := syntax.NewPrinter().Print(&written, word); err != nil {
				continue
			}
			words = append(words, ast.StringTerm(strings.Trim(written.String(), `"'`)))
		}
		list = append(list, ast.ArrayTerm(words...))
		return true
	})
	return ast.ArrayTerm(list...), nil
}
