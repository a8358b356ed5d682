package main

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// buildContext lists the files that a build is given: those that .dockerignore does not leave out, by their paths with
// slashes.
func buildContext(root string) ([]string, error) {
	file, err := os.Open(filepath.Join(root, ".dockerignore"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return nil, err
	}
	ignored, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, err
	}
	var files []string
	err = fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == "." {
			return err
		}
		left, err := ignored.MatchesOrParentMatches(path)
		if err != nil {
			return err
		}
		// .dockerignore has no exceptions, so that nothing in a folder comes back.
		if left && entry.IsDir() {
			return fs.SkipDir
		}
		if !left && !entry.IsDir() {
			files = append(files, path)
		}
		return nil
	})
	return files, err
}
