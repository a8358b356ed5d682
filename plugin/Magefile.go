//go:build mage

package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	// mage:import
	build "github.com/grafana/grafana-plugin-sdk-go/build"
	"github.com/magefile/mage/mg"
)

// Default is what `go tool mage` makes.
var Default = All

// All builds the back end for each platform that Grafana runs on: static programs in dist.
func All() {
	b := build.Build{}
	mg.SerialDeps(b.Linux, b.LinuxARM64, b.Darwin, b.DarwinARM64, b.Windows)
}

// Package puts all of dist into ID-VERSION.zip, in the form that Grafana's catalogue and its command line take: in a folder
// named as the plugin, the programs executable.
func Package() (err error) {
	var plugin struct {
		ID   string
		Info struct{ Version string }
	}
	dist := os.DirFS("dist")
	text, err := fs.ReadFile(dist, "plugin.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &plugin); err != nil {
		return err
	}
	file, err := os.Create(fmt.Sprintf("%s-%s.zip", plugin.ID, plugin.Info.Version))
	if err != nil {
		return err
	}
	archive := zip.NewWriter(file)
	err = fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return add(archive, dist, name, path.Join(plugin.ID, name))
	})
	for _, close := range []func() error{archive.Close, file.Close} {
		if problem := close(); err == nil {
			err = problem
		}
	}
	return err
}

func add(archive *zip.Writer, files fs.FS, from, to string) error {
	source, err := files.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	about, err := source.Stat()
	if err != nil {
		return err
	}
	header := &zip.FileHeader{Name: to, Method: zip.Deflate, Modified: about.ModTime()}
	header.SetMode(0o644)
	if strings.HasPrefix(path.Base(from), "gpx_") {
		header.SetMode(0o755)
	}
	target, err := archive.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return err
}
