package imports

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/importing"
)

// read begins a dry run with the options, ending one that is on its way.
func (s *Service) read(k *kept, who *auth.Principal, asked Asked) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if k.state == Saving || k.state == Saved {
		return alreadySaved()
	}
	k.cancel()
	k.asked, k.state, k.failure = asked, Reading, nil
	s.begin(k, func(ctx context.Context) func() {
		found, failure := s.look(ctx, k, who, asked)
		return func() {
			k.seen, k.failure, k.state = found, failure, Read
			if failure != nil {
				k.state = Unreadable
			}
		}
	})
	return nil
}

func alreadySaved() error {
	return registry.Errorf(registry.Conflict, "lượt nhập này đang ghi hoặc đã ghi xong: gửi lại tệp để nhập nữa", "this import is being written or was: send the file again to import more")
}

// begin runs work in the background; what work returns settles the import,
// unless something else was begun meanwhile. The mutex is held.
func (s *Service) begin(k *kept, work func(context.Context) (settle func())) {
	ctx, cancel := context.WithCancel(s.running)
	done := make(chan struct{})
	k.cancel, k.done, k.share = cancel, done, 0
	s.work.Go(func() {
		defer close(done)
		defer cancel()
		settle := work(ctx)
		s.mutex.Lock()
		defer s.mutex.Unlock()
		if k.done == done {
			settle()
		}
	})
}

// look is the dry run.
func (s *Service) look(ctx context.Context, k *kept, who *auth.Principal, asked Asked) (seen, *registry.Error) {
	var found seen
	options := asked.options()
	options.DryRun, options.Look = true, &found.look
	options.Met = found.meet
	report, failure := s.run(ctx, k, who, asked.Kind, options, registry.Author{Actor: who.Actor()})
	found.report = report
	found.systems = found.look.Systems(func(p orb.Point) (string, bool) {
		commune, ok := s.options.CommuneAt(p)
		if !ok {
			return "", false
		}
		return commune.Code, true
	})
	return found, failure
}

// run imports the file by the options. A file with faults is no failure: the
// report has them.
func (s *Service) run(
	ctx context.Context, k *kept, who *auth.Principal, kind registry.Kind, options importing.Options, author registry.Author,
) (*importing.Report, *registry.Error) {
	file, err := os.Open(k.path)
	if err != nil {
		return nil, s.failed(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	options.Author = author
	options.Progress = func(done, total int64) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		k.share = float64(done) / float64(max(total, 1))
	}
	store := guarded{s.options.Store, who}
	report, err := importing.Import(ctx, store, kind, k.name, file, options)
	var told *registry.Error
	switch {
	case err == nil:
		return report, nil
	case errors.As(err, &told) && told.Code != registry.Internal:
		if report != nil && report.Faults() > 0 {
			return report, nil
		}
		return report, told
	}
	return report, s.failed(err)
}

// failed logs what is no matter of the file.
func (s *Service) failed(err error) *registry.Error {
	if errors.Is(err, context.Canceled) {
		return registry.Errorf(registry.Conflict, "đã dừng", "it was stopped")
	}
	s.options.Log.Error("an import failed", slog.String("error", err.Error()))
	return registry.Errorf(registry.Internal, "lỗi bên trong dịch vụ: chưa ghi gì, thử lại sau", "an error inside the service: nothing was written, try again later")
}

// meet keeps where a row would lie.
func (f *seen) meet(m importing.Met) {
	at, ok := m.Shape.(orb.Point)
	if area, isArea := m.Shape.(orb.MultiPolygon); isArea && len(area) > 0 {
		at, _ = planar.CentroidArea(area)
		ok = true
	}
	switch {
	case !ok:
	case len(f.points) >= mostPoints:
		f.beyond++
	default:
		f.points = append(f.points, point{m.Row, m.Name, m.Outcome, at})
	}
}

// save begins the writing.
func (s *Service) save(k *kept, who *auth.Principal, author registry.Author) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case k.state == Saving || k.state == Saved:
		return alreadySaved()
	case k.state != Read || k.seen.report == nil:
		return registry.Errorf(registry.Conflict, "chưa đọc xong tệp, hoặc tệp không đọc được", "the file is still being read, or cannot be")
	case k.seen.report.Faults() > 0:
		return registry.Errorf(registry.Conflict, "tệp còn %d lỗi: không ghi gì", "the file has %d errors: nothing is written", k.seen.report.Faults())
	}
	k.state = Saving
	asked := k.asked
	s.begin(k, func(ctx context.Context) func() {
		report, failure := s.run(ctx, k, who, asked.Kind, asked.options(), author)
		return func() {
			switch {
			case failure != nil:
				k.state, k.failure = Unreadable, failure
			case report.Faults() > 0: // the registry changed since it was read
				k.state, k.seen.report = Read, report
			default:
				k.state, k.result, k.request = Saved, report, author.Request
			}
		}
	})
	return nil
}
