package backup

import (
	"context"
	"os"
	"slices"
	"time"

	"hatang/registry"
)

// Verify holds every file of a copy against its manifest: all that is wrong is told
// at once.
func Verify(ctx context.Context, path string, progress func(done, total int64)) (*Manifest, error) {
	manifest, err := Read(path)
	if err != nil {
		return nil, err
	}
	var problems []registry.Problem
	var done int64
	for _, f := range manifest.Files {
		found, err := sumOf(ctx, path+f.Name)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			problems = append(problems, wrong(path+f.Name, registry.Text{VI: "không còn hoặc không đọc được", EN: "is not there or cannot be read"}))
		case found.Bytes != f.Bytes || found.SHA256 != f.SHA256:
			problems = append(problems, wrong(path+f.Name, registry.Text{VI: "đã bị thay đổi từ khi sao lưu", EN: "was changed since the copy was made"}))
		}
		if done += f.Bytes; progress != nil {
			progress(done, manifest.Bytes())
		}
	}
	if len(problems) > 0 {
		return nil, &registry.Error{Code: registry.Conflict, Problems: problems, Message: registry.Textf("bản sao %s không còn nguyên vẹn", "the copy %s is not whole any more", path)}
	}
	return manifest, nil
}

func wrong(file string, message registry.Text) registry.Problem {
	return registry.Problem{Column: file, Rule: "copy", Severity: registry.Fault, Message: message}
}

// Restore copies a copy to the name of a registry, which must be free, after every
// file was held against the manifest. It is whole or not at all as a copy is.
func Restore(ctx context.Context, from, to string, now time.Time, progress func(done, total int64)) (*Manifest, error) {
	manifest, err := Verify(ctx, from, nil)
	if err != nil {
		return nil, err
	}
	ask := Request{To: to, LeftOut: manifest.LeftOut, Seq: manifest.Seq, Program: manifest.Program, Now: now, Progress: progress}
	for _, f := range manifest.Files {
		suffix := first(f.Name)
		if !slices.ContainsFunc(ask.Parts, func(p Part) bool { return p.Suffix == suffix }) {
			ask.Parts = append(ask.Parts, Part{Suffix: suffix, Source: from + suffix, Settled: true})
		}
	}
	restored, err := Make(ctx, ask)
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(manifest.Files, restored.Files, func(a, b File) bool { return a == b }) {
		return nil, registry.Errorf(registry.Conflict, "bản sao %s thay đổi trong khi khôi phục", "the copy %s changed while it was restored", from)
	}
	// It is a registry now, and will be changed: a manifest would soon be untrue.
	return restored, os.Remove(ManifestOf(to))
}
