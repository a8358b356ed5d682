package main

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var dockerfiles = []string{"cluster/Dockerfile", "demo/Dockerfile", "exporter/Dockerfile", "plugin/Dockerfile"}

func stages(t *testing.T, dockerfile string) []Stage {
	t.Helper()
	parsed, warnings, err := parseImage(root, dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	for _, warning := range warnings {
		t.Errorf("%s: %s", dockerfile, warning)
	}
	return parsed
}

func lastStage(t *testing.T, dockerfile string) Stage {
	t.Helper()
	all := stages(t, dockerfile)
	return all[len(all)-1]
}

func TestEveryDockerfileIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, service := range load(t).Services {
		if service.Build != nil {
			used[service.Build.Dockerfile] = true
			if service.Image != "" || service.Build.Context != load(t).WorkingDir {
				t.Errorf("%s is built from %s as %q", service.Name, service.Build.Context, service.Image)
			}
		}
	}
	for _, dockerfile := range dockerfiles {
		if !used[dockerfile] {
			t.Errorf("no service is built from %s", dockerfile)
		}
		delete(used, dockerfile)
	}
	if len(used) > 0 {
		t.Errorf("not looked at here: %v", used)
	}
}

func TestCopiesFilesThatExist(t *testing.T) {
	files, err := buildContext(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, dockerfile := range dockerfiles {
		all := stages(t, dockerfile)
		for index, stage := range all {
			for _, step := range stage.Steps {
				if step.Kind != "COPY" {
					continue
				}
				if step.From != "" {
					if !slices.ContainsFunc(all[:index], func(earlier Stage) bool { return earlier.Name == step.From }) {
						t.Errorf("%s: no stage before is called %s", dockerfile, step.From)
					}
					continue
				}
				for _, source := range step.Sources {
					if !slices.ContainsFunc(files, func(file string) bool { return isIn(file, source) }) {
						t.Errorf("%s: a build is not given %s", dockerfile, source)
					}
				}
			}
		}
	}
}

// isIn says whether a pattern of COPY names a file or a folder that it is in.
func isIn(file, source string) bool {
	for at := file; at != "."; at = path.Dir(at) {
		if is, err := path.Match(path.Clean(source), at); err == nil && is {
			return true
		}
	}
	return false
}

func TestBuildsAreGivenNoneOfWhatWasMadeHere(t *testing.T) {
	files, err := buildContext(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for part := range strings.SplitSeq(file, "/") {
			if slices.Contains([]string{".git", ".cache", ".data", "node_modules", "dist"}, part) {
				t.Fatalf("builds are given %s", file)
			}
		}
	}
	if strings.Contains(read(t, ".dockerignore"), "!") {
		t.Error(".dockerignore has an exception, which buildContext does not look for")
	}
}

// A build for arm64 on amd64 would have to emulate what runs in a stage of the other platform.
func TestNothingRunsOnAnotherPlatform(t *testing.T) {
	for _, dockerfile := range dockerfiles {
		all := stages(t, dockerfile)
		if len(all) < 2 {
			t.Errorf("%s has one stage", dockerfile)
		}
		for index, stage := range all {
			last := index == len(all)-1
			isStage := slices.ContainsFunc(all[:index], func(earlier Stage) bool { return earlier.Name == stage.Base })
			runs := slices.ContainsFunc(stage.Steps, func(step Step) bool { return step.Kind == "RUN" })
			if last && (runs || stage.Platform != "") {
				t.Errorf("%s: the last stage runs something, or is bound to a platform", dockerfile)
			}
			// An image that nothing is done to is there for its files, and they are for the platform of the last stage.
			want := "$BUILDPLATFORM"
			if len(stage.Steps) == 0 {
				want = ""
			}
			if !last && !isStage && stage.Platform != want {
				t.Errorf("%s: stage %s is of platform %q", dockerfile, stage.Name, stage.Platform)
			}
		}
	}
}

func TestOurProgramsDoNotRunAsRoot(t *testing.T) {
	for _, dockerfile := range []string{"demo/Dockerfile", "exporter/Dockerfile"} {
		if user := lastStage(t, dockerfile).User; user != "1000:1000" {
			t.Errorf("%s: the user is %q", dockerfile, user)
		}
	}
	// Those they come from have a user of their own.
	for _, dockerfile := range []string{"cluster/Dockerfile", "plugin/Dockerfile"} {
		if user := lastStage(t, dockerfile).User; user != "" {
			t.Errorf("%s: the user is %q", dockerfile, user)
		}
	}
}

var pinned = regexp.MustCompile(`^[a-z./]+:v?\d+\.\d+\.\d+(-[a-z0-9-]+)?$`)

func TestEveryImageIsPinned(t *testing.T) {
	var bases []string
	for _, dockerfile := range dockerfiles {
		all := stages(t, dockerfile)
		for index, stage := range all {
			if !slices.ContainsFunc(all[:index], func(earlier Stage) bool { return earlier.Name == stage.Base }) {
				bases = append(bases, stage.Base)
			}
		}
	}
	for _, service := range load(t).Services {
		if service.Build == nil {
			bases = append(bases, service.Image)
		}
	}
	for _, base := range bases {
		if !pinned.MatchString(base) {
			t.Errorf("%s is not pinned to a version", base)
		}
	}
}
