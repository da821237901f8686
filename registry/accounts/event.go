package accounts

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"hatang/registry"
)

// EventKind is what happened.
type EventKind string

// The kinds of event.
const (
	SignedIn        EventKind = "signed_in"
	SignInFailed    EventKind = "sign_in_failed"
	SignInBlocked   EventKind = "sign_in_blocked"
	SignedOut       EventKind = "signed_out"
	Refused         EventKind = "refused" // a request for which there is no right
	PasswordSet     EventKind = "password_set"
	FactorSet       EventKind = "second_factor_set"
	FactorRemoved   EventKind = "second_factor_removed"
	SessionEnded    EventKind = "session_ended"
	TokenMade       EventKind = "token_made"
	TokenRevoked    EventKind = "token_revoked"
	AccountMade     EventKind = "account_made"
	AccountChanged  EventKind = "account_changed"
	AccountDisabled EventKind = "account_disabled"
	AccountEnabled  EventKind = "account_enabled"
	SettingChanged  EventKind = "setting_changed"
)

// Label names the kind for people.
func (k EventKind) Label() registry.Text {
	labels := map[EventKind]registry.Text{
		SignedIn:        {VI: "đăng nhập", EN: "signed in"},
		SignInFailed:    {VI: "đăng nhập sai", EN: "failed sign-in"},
		SignInBlocked:   {VI: "bị chặn vì thử quá nhiều", EN: "blocked after too many tries"},
		SignedOut:       {VI: "đăng xuất", EN: "signed out"},
		Refused:         {VI: "bị từ chối vì không có quyền", EN: "refused for want of a right"},
		PasswordSet:     {VI: "đặt mật khẩu", EN: "password set"},
		FactorSet:       {VI: "bật xác thực hai lớp", EN: "second factor set up"},
		FactorRemoved:   {VI: "bỏ xác thực hai lớp", EN: "second factor removed"},
		SessionEnded:    {VI: "kết thúc phiên", EN: "session ended"},
		TokenMade:       {VI: "tạo thẻ API", EN: "token made"},
		TokenRevoked:    {VI: "thu hồi thẻ API", EN: "token revoked"},
		AccountMade:     {VI: "tạo tài khoản", EN: "account made"},
		AccountChanged:  {VI: "đổi tài khoản", EN: "account changed"},
		AccountDisabled: {VI: "khóa tài khoản", EN: "account locked"},
		AccountEnabled:  {VI: "mở khóa tài khoản", EN: "account unlocked"},
		SettingChanged:  {VI: "đổi thiết lập", EN: "setting changed"},
	}
	if label, ok := labels[k]; ok {
		return label
	}
	return registry.Text{VI: string(k), EN: string(k)}
}

// Event is something that happened to an account or was refused.
type Event struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	Kind    EventKind `json:"kind"`
	Account string    `json:"account"` // the name that was tried, or whose account it is
	Address string    `json:"address"`
	Detail  string    `json:"detail"`
	Request string    `json:"request"` // id of the request
}

const (
	// maxEvents is how many events are kept.
	maxEvents = 200_000
	// maxDetailBytes bounds what a caller can make us keep.
	maxDetailBytes = 300
)

// Record writes an event down; its time is now.
func (f *File) Record(ctx context.Context, e Event) error {
	for _, text := range []*string{&e.Account, &e.Detail} {
		if len(*text) > maxDetailBytes {
			*text = (*text)[:maxDetailBytes] + "…"
		}
	}
	_, err := f.db.ExecContext(ctx, `INSERT INTO event (at, kind, account, address, detail, request) VALUES (?, ?, ?, ?, ?, ?)`,
		f.now(), e.Kind, e.Account, e.Address, e.Detail, e.Request)
	return err
}

// Events are the newest events, of one account unless the name is empty, from
// before the event of that id unless it is 0.
func (f *File) Events(ctx context.Context, account string, before int64, limit int) ([]Event, error) {
	var rows []struct {
		ID      int64     `db:"id"`
		At      int64     `db:"at"`
		Kind    EventKind `db:"kind"`
		Account string    `db:"account"`
		Address string    `db:"address"`
		Detail  string    `db:"detail"`
		Request string    `db:"request"`
	}
	err := f.db.SelectContext(ctx, &rows, `SELECT * FROM event WHERE (? = '' OR account = ?) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?`,
		account, account, before, before, limit)
	events := make([]Event, len(rows))
	for i, r := range rows {
		events[i] = Event{r.ID, instant(r.At), r.Kind, r.Account, r.Address, r.Detail, r.Request}
	}
	return events, err
}

func (f *File) setting(ctx context.Context, name string) (string, error) {
	var value string
	err := f.db.GetContext(ctx, &value, `SELECT value FROM setting WHERE name = ?`, name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func (f *File) putSetting(ctx context.Context, name, value string) error {
	_, err := f.db.ExecContext(ctx, `INSERT INTO setting (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}
