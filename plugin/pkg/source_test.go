package main

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What Grafana's catalogue lets no plugin do: read files or the environment, start programs, print past the log.
var (
	forbiddenImports = []string{"os/exec", "io/ioutil", "syscall", "unsafe", "plugin", "log", "io/fs", "golang.org/x/sys/unix"}
	allowedOfOS      = []string{"Exit"}
	forbiddenOfFmt   = []string{"Print", "Printf", "Println"}
)

func TestTheSources(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.go", "plugin/*.go", "../Magefile.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.Source(text)
		if err != nil || !bytes.Equal(formatted, text) {
			t.Errorf("%s is not as gofmt would have it: %v", file, err)
		}
		if !strings.HasSuffix(file, "_test.go") && !strings.HasSuffix(file, "Magefile.go") {
			complain(t, file, text)
		}
	}
}

func complain(t *testing.T, file string, text []byte) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range parsed.Imports {
		if path, err := strconv.Unquote(each.Path.Value); err != nil || slices.Contains(forbiddenImports, path) {
			t.Errorf("%s imports %s", file, each.Path.Value)
		}
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		selector, is := node.(*ast.SelectorExpr)
		if !is {
			return true
		}
		name, is := selector.X.(*ast.Ident)
		if !is {
			return true
		}
		isForbidden := name.Name == "os" && !slices.Contains(allowedOfOS, selector.Sel.Name) ||
			name.Name == "fmt" && slices.Contains(forbiddenOfFmt, selector.Sel.Name)
		if isForbidden {
			t.Errorf("%s uses %s.%s", file, name.Name, selector.Sel.Name)
		}
		return true
	})
}
