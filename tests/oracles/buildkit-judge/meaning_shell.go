package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// unlike says where a shell text differs from the commands it was made from; empty where it does not. mvdan.cc/sh reads
// it and takes its quotes away.
func unlike(meant runCommands, text string) string {
	if len(meant.All) == 1 && meant.All[0].Words == nil {
		if script := meant.All[0]; strings.HasSuffix(strings.TrimSuffix(text, "\n"), script.Text) {
			before := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), script.Text)
			if startsScript(meant, script, before) {
				return ""
			}
		}
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return fmt.Sprintf("the shell's text cannot be read: %v", err)
	}
	// What a chain of commands does anyway.
	if len(file.Stmts) == 2 && written(file.Stmts[0]) == "set -eu" {
		file.Stmts = file.Stmts[1:]
	}
	if len(file.Stmts) != 1 {
		return fmt.Sprintf("%d commands stand apart from each other", len(file.Stmts))
	}
	found := flat(file.Stmts[0])
	due := preparations(meant)
	inFront := len(meant.Variables) > 0 && len(found) == len(meant.All)
	if len(meant.Variables) > 0 && !inFront {
		due = append(due, exported(meant.Variables))
	}
	if len(found) != len(due)+len(meant.All) {
		return fmt.Sprintf("%d commands are meant, and %d are run", len(due)+len(meant.All), len(found))
	}
	for i, want := range due {
		if printed := written(found[i]); printed != want {
			return fmt.Sprintf("%q is meant, and %q is run", want, printed)
		}
	}
	for i, one := range meant.All {
		if problem := unlikeOne(one, meant, inFront, found[len(due)+i], text); problem != "" {
			return problem
		}
	}
	return ""
}

// startsScript says whether a script that stands as it is comes behind what it needs: `set -eu` where the shell does not
// stop by itself, secrets and variables.
func startsScript(meant runCommands, script unit, before string) bool {
	wanted := preparations(meant)
	if len(meant.Variables) > 0 {
		wanted = append(wanted, exported(meant.Variables))
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(before), "")
	if err != nil {
		return false
	}
	var found []string
	for _, one := range file.Stmts {
		found = append(found, written(one))
	}
	stops := len(found) > 0 && found[0] == "set -eu"
	if stops {
		found = found[1:]
	}
	alone := script.Simple && len(wanted) == 0
	return (stops || meant.Strict || alone) && slices.Equal(found, wanted)
}

// flat gives the commands that `&&` joins.
func flat(one *syntax.Stmt) []*syntax.Stmt {
	if both, ok := one.Cmd.(*syntax.BinaryCmd); ok && both.Op == syntax.AndStmt && !one.Negated && !one.Background && len(one.Redirs) == 0 {
		return append(flat(both.X), flat(both.Y)...)
	}
	return []*syntax.Stmt{one}
}

// preparations are the commands that make secrets variables, as `written` gives them.
func preparations(meant runCommands) []string {
	list := []string{}
	for _, secret := range meant.Secrets {
		switch {
		case secret.Mounted && !secret.Required:
			list = append(list, "export "+secret.Name+"="+marked(secret.Name))
		case !secret.Mounted && secret.Required:
			list = append(list, secret.Name+"=$(cat "+secret.File+")", "export "+secret.Name)
		case !secret.Mounted:
			list = append(list, secret.Name+"=$(cat "+secret.File+" 2>/dev/null || true)", "export "+secret.Name)
		}
	}
	return list
}

func exported(variables []setting) string {
	words := []string{"export"}
	for _, one := range variables {
		words = append(words, one.name+"="+one.to.with(marked))
	}
	return strings.Join(words, " ")
}

// marked is the value that a variable has while words are compared, so that a reference is known from a literal.
func marked(name string) string { return "\x01" + name + "\x01" }

func reader() *expand.Config {
	cfg := &expand.Config{Env: expand.FuncEnviron(marked), NoUnset: true}
	cfg.CmdSubst = func(out io.Writer, substitution *syntax.CmdSubst) error {
		if len(substitution.Stmts) == 1 {
			if call, ok := substitution.Stmts[0].Cmd.(*syntax.CallExpr); ok && len(substitution.Stmts[0].Redirs) == 0 {
				words, err := expand.Fields(reader(), call.Args...)
				if err == nil && len(words) > 1 && words[0] == "printf" && words[1] == `%s\n` {
					_, err = io.WriteString(out, strings.Join(words[2:], "\n")+"\n")
				} else if err == nil {
					// Not to be run: shown as it is written.
					err = fmt.Errorf("a substitution of %q", words)
				}
				return err
			}
		}
		return fmt.Errorf("a substitution that is no call")
	}
	return cfg
}

// written gives a command for comparison: its words without quotes, or as the shell prints it where it is no call.
func written(one *syntax.Stmt) string {
	call, ok := one.Cmd.(*syntax.CallExpr)
	if declared, is := one.Cmd.(*syntax.DeclClause); is {
		words := []string{declared.Variant.Value}
		for _, assigned := range declared.Args {
			word := assigned.Name.Value
			if !assigned.Naked {
				held := ""
				if assigned.Value != nil {
					held, _ = expand.Literal(reader(), assigned.Value)
				}
				word += "=" + held
			}
			words = append(words, word)
		}
		return strings.Join(words, " ")
	}
	if ok && len(call.Assigns) == 0 {
		if words, err := expand.Fields(reader(), call.Args...); err == nil {
			return strings.Join(words, " ")
		}
	}
	var text strings.Builder
	syntax.NewPrinter(syntax.SingleLine(true)).Print(&text, one)
	return text.String()
}

func unlikeOne(meant unit, all runCommands, inFront bool, one *syntax.Stmt, text string) string {
	source := text[one.Pos().Offset():one.End().Offset()]
	var wanted []string
	var settings []setting
	if inFront {
		settings = append(settings, all.Variables...)
	}
	if meant.Words == nil {
		if meant.Simple && strings.HasSuffix(source, meant.Text) && (source == meant.Text || inFront) {
			return ""
		}
		wanted = append(append(wanted, meant.Shell...), meant.Called)
	} else {
		for _, word := range meant.Words {
			wanted = append(wanted, word.with(marked))
		}
		settings = append(settings, meant.Variables...)
	}
	if one.Negated || one.Background || one.Coprocess {
		return fmt.Sprintf("%q is run in another way", source)
	}
	words, err := fieldsOf(one)
	if err != nil {
		return fmt.Sprintf("%q: %v", source, err)
	}
	if !slices.Equal(words, wanted) {
		return fmt.Sprintf("%q is meant, and %q is run", wanted, words)
	}
	return unlikeSurroundings(meant, settings, one, source)
}

// fieldsOf gives the words of a command. `export` and its kin are read as any other program.
func fieldsOf(one *syntax.Stmt) ([]string, error) {
	switch command := one.Cmd.(type) {
	case *syntax.CallExpr:
		return expand.Fields(reader(), command.Args...)
	case *syntax.DeclClause:
		return strings.Split(written(one), " "), nil
	}
	return nil, fmt.Errorf("no call of a program")
}

// unlikeSurroundings compares the variables in front of a command and the file behind it.
func unlikeSurroundings(meant unit, settings []setting, one *syntax.Stmt, source string) string {
	var due, is []string
	for _, setting := range settings {
		due = append(due, setting.name+"="+setting.to.with(marked))
	}
	if call, ok := one.Cmd.(*syntax.CallExpr); ok {
		for _, assigned := range call.Assigns {
			held := ""
			if assigned.Value != nil {
				var err error
				if held, err = expand.Literal(reader(), assigned.Value); err != nil {
					return fmt.Sprintf("%q: %v", source, err)
				}
			}
			is = append(is, assigned.Name.Value+"="+held)
		}
	}
	if !slices.Equal(due, is) {
		return fmt.Sprintf("%q: %q is meant to be set, and %q is", source, due, is)
	}
	into := ""
	for _, redirection := range one.Redirs {
		target, err := expand.Literal(reader(), redirection.Word)
		if err != nil || redirection.Op != syntax.RdrOut || redirection.N != nil || into != "" {
			return fmt.Sprintf("%q has another redirection", source)
		}
		into = target
	}
	if wanted := meant.Into.with(marked); wanted != into {
		return fmt.Sprintf("%q goes to %q, and %q is meant", source, into, wanted)
	}
	return ""
}
