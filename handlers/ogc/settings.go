package ogc

import (
	"context"
	"sync/atomic"

	"hatang/registry"
)

// settings keeps what the registry says about itself as long as nothing
// changes.
type settings struct{ last atomic.Pointer[about] }

type about struct {
	seq    int64
	title  string
	notice registry.Text
}

// get is the settings at a state of the registry; settings are numbered among
// its changes.
func (s *settings) get(ctx context.Context, seq int64, setting func(context.Context, string) (string, error)) (*about, error) {
	if setting == nil {
		return new(about), nil
	}
	if last := s.last.Load(); last != nil && last.seq == seq {
		return last, nil
	}
	a := &about{seq: seq}
	for name, into := range map[string]*string{
		registry.SettingTitle: &a.title, registry.SettingNotice: &a.notice.VI, registry.SettingNoticeEN: &a.notice.EN,
	} {
		var err error
		if *into, err = setting(ctx, name); err != nil {
			return nil, err
		}
	}
	if a.notice.EN == "" {
		a.notice.EN = a.notice.VI
	}
	s.last.Store(a)
	return a, nil
}
