package jobs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"hatang/registry"
	"hatang/registry/wholefile"
)

// folder holds a file for each job.
type folder struct {
	path string
	lock *flock.Flock
}

// suffix is how the files of jobs end.
const suffix = ".json"

// Folder is the folder of the jobs of a registry file.
func Folder(registryPath string) string { return registryPath + ".jobs" }

func openFolder(path string) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("folder of jobs: %w", err)
	}
	f := &folder{path: path, lock: flock.New(filepath.Join(path, "lock"))}
	got, err := f.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("folder of jobs: %w", err)
	}
	if !got {
		e := registry.Errorf(registry.Conflict, "một hatang khác đang chạy các việc trong %s", "another hatang works on the jobs in %s", path)
		e.Hint = registry.Text{VI: "dừng tiến trình hatang serve kia trước", EN: "stop that hatang serve first"}
		return nil, e
	}
	return f, nil
}

func (f *folder) close() error { return f.lock.Close() }

// write replaces a job's file as a whole: a kill leaves the old or the new one.
func (f *folder) write(job *Job) error {
	data, err := json.MarshalIndent(job, "", "  ")
	if err != nil {
		return fmt.Errorf("job %s: %w", job.ID, err)
	}
	if err = wholefile.WriteBytes(filepath.Join(f.path, job.ID+suffix), 0o600, data); err != nil {
		return fmt.Errorf("job %s: %w", job.ID, err)
	}
	return nil
}

func (f *folder) remove(id string) error { return os.Remove(filepath.Join(f.path, id+suffix)) }

// read is the jobs by age, and what is wrong with files that hold none. What a
// kill left half-written is removed.
func (f *folder) read() (jobs []Job, broken []error, err error) {
	entries, err := os.ReadDir(f.path) // by name, and so by time
	if err != nil {
		return nil, nil, fmt.Errorf("folder of jobs: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if wholefile.Leftover(name) {
			if err := os.Remove(filepath.Join(f.path, name)); err != nil {
				broken = append(broken, err)
			}
			continue
		}
		if !strings.HasSuffix(name, suffix) {
			continue
		}
		job, err := f.readOne(name)
		if err != nil {
			broken = append(broken, err)
			continue
		}
		jobs = append(jobs, job)
	}
	return jobs, broken, nil
}

func (f *folder) readOne(name string) (Job, error) {
	data, err := os.ReadFile(filepath.Join(f.path, name))
	if err != nil {
		return Job{}, err
	}
	var job Job
	if err := json.Unmarshal(data, &job); err != nil {
		return Job{}, fmt.Errorf("%s: %w", name, err)
	}
	if job.ID+suffix != name {
		return Job{}, fmt.Errorf("%s: holds job %q", name, job.ID)
	}
	switch job.State {
	case Queued, Running, Done, Failed, Cancelled, Interrupted:
		return job, nil
	}
	return Job{}, fmt.Errorf("%s: state %q is none", name, job.State)
}
