package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"hatang/handlers/auth"
	"hatang/registry"
)

// What is kept.
const (
	keptFor     = 2 * time.Hour // since somebody last asked for it
	keptOfOne   = 5             // imports of one person
	keptOfAll   = 40
	mostPoints  = 20_000 // of one import
	stdPatience = 2 * time.Second
)

// Options are what the operations need. Store, CommuneAt and Folder must be there.
type Options struct {
	// Store is written to; it should let the live view follow.
	Store registry.Store
	// CommuneAt is the commune at a point on WGS 84 today.
	CommuneAt func(orb.Point) (*registry.AdminUnit, bool)
	// Folder is where files are kept; it is emptied.
	Folder string
	// Patience is how long a request waits for a reading before it answers that
	// it goes on; 0: two seconds.
	Patience time.Duration
	Clock    func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: nobody hears
}

// Service answers, and reads and writes in the background.
type Service struct {
	options Options
	stop    context.CancelFunc
	running context.Context
	work    sync.WaitGroup

	mutex sync.Mutex
	kept  map[string]*kept
}

// New empties the folder, where a process that was killed may have left files.
func New(options Options) (*Service, error) {
	if options.Store == nil || options.CommuneAt == nil || options.Folder == "" {
		return nil, errors.New("imports: Store, CommuneAt and Folder are needed")
	}
	options.Patience = cmp.Or(options.Patience, stdPatience)
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.RemoveAll(options.Folder); err != nil {
		return nil, fmt.Errorf("imports left over: %w", err)
	}
	s := &Service{options: options, kept: map[string]*kept{}}
	s.running, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// Close ends what runs, which leaves the registry as it was, and removes the
// files.
func (s *Service) Close() error {
	s.stop()
	s.work.Wait()
	return os.RemoveAll(s.options.Folder)
}

// owner tells whose an import is.
func owner(who *auth.Principal) string {
	if who.Account == nil {
		return "local"
	}
	return fmt.Sprintf("%d", who.Account.ID)
}

// keep adds an import, making room for it among those of its owner.
func (s *Service) keep(k *kept) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sweep()
	var own []*kept
	for _, other := range s.kept {
		if other.owner == k.owner {
			own = append(own, other)
		}
	}
	slices.SortFunc(own, func(a, b *kept) int { return a.touched.Compare(b.touched) })
	for _, old := range own {
		if len(own) < keptOfOne || old.busy() {
			break
		}
		s.drop(old)
		own = own[1:]
	}
	if len(s.kept) >= keptOfAll || len(own) >= keptOfOne {
		return registry.Errorf(registry.Conflict, "đang có quá nhiều lượt nhập; thử lại sau ít phút", "there are too many imports at the moment; try again in some minutes")
	}
	s.kept[k.id] = k
	return nil
}

// find is an import of that person, NotFound where there is none: whose it is,
// is nobody else's to know.
func (s *Service) find(who *auth.Principal, id string) (*kept, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sweep()
	k := s.kept[id]
	if k == nil || k.owner != owner(who) {
		return nil, registry.Errorf(registry.NotFound, "không có lượt nhập này, hoặc đã hết hạn: gửi lại tệp", "there is no such import, or it has expired: send the file again")
	}
	k.touched = s.options.Clock()
	return k, nil
}

// sweep drops what has expired. The mutex is held.
func (s *Service) sweep() {
	for _, k := range s.kept {
		if !k.busy() && s.options.Clock().Sub(k.touched) > keptFor {
			s.drop(k)
		}
	}
}

// drop forgets an import and its file. The mutex is held.
func (s *Service) drop(k *kept) {
	k.cancel()
	delete(s.kept, k.id)
	if err := os.Remove(k.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		s.options.Log.Warn("a file that was imported is left over", "error", err)
	}
}
