// Generates the SDKs of a package from its schema, as `pulumi package gen-sdk` does, which needs language plugins.
package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// alone loads no other package: the schema names none.
type alone struct{ schema.Loader }

// main reads the schema named first and writes the TypeScript SDK below the folder named second, and the Go SDK below
// the one named third.
func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	pkg, err := schema.ImportSpec(spec, nil, alone{}, schema.ValidationOptions{})
	check(err)
	files, err := nodejs.GeneratePackage("test", pkg, nil, nil, true, nil)
	check(err)
	write(os.Args[2], files)
	files, err = gogen.GeneratePackage("test", pkg, nil)
	check(err)
	write(os.Args[3], files)
}

func write(folder string, files map[string][]byte) {
	for name, text := range files {
		path := filepath.Join(folder, name)
		check(os.MkdirAll(filepath.Dir(path), 0o755))
		check(os.WriteFile(path, text, 0o644))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
