package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"golang.org/x/text/unicode/norm"

	"hatang/registry"
)

// settingState is a setting as the chain keeps it.
type settingState struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (s settingState) json() []byte {
	if s.Value == "" {
		return nil
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // two strings always marshal
	}
	return text
}

// Setting is the setting as it stands within the transaction.
func (w *writer) setting(ctx context.Context, name string) (string, error) {
	var value string
	err := w.tx.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// PutSetting implements registry.Writer.
func (w *writer) PutSetting(ctx context.Context, name, value string) error {
	name, value = norm.NFC.String(name), norm.NFC.String(value)
	if name == "" {
		return registry.Errorf(registry.Invalid, "thiết lập không có tên", "the setting has no name")
	}
	old, err := w.setting(ctx, name)
	if err != nil || old == value {
		return err
	}
	if err := w.begin(ctx); err != nil {
		return err
	}
	before, after := settingState{name, old}.json(), settingState{name, value}.json()
	revision, err := w.record(ctx, registry.SettingChanges, name, operationOf(before, after), before, after)
	if err != nil {
		return err
	}
	switch {
	case after == nil:
		return w.exec(ctx, `DELETE FROM setting WHERE name = ?`, name)
	case before == nil:
		return w.exec(ctx, `INSERT INTO setting (name, value, revision) VALUES (?, ?, ?)`, name, value, revision)
	}
	return w.exec(ctx, `UPDATE setting SET value = ?, revision = ? WHERE name = ?`, value, revision, name)
}

// operationOf is what happened to something that was and is so.
func operationOf(before, after []byte) registry.Operation {
	switch {
	case before == nil:
		return registry.Created
	case after == nil:
		return registry.Deleted
	}
	return registry.Changed
}
