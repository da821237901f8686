package coverage

import (
	"context"

	"hatang/registry"
)

// StoreSetting checks and stores one of this package's settings: SettingBudgets
// or SettingEMFLimits.
func StoreSetting(ctx context.Context, store registry.Store, author registry.Author, name string, value []byte) error {
	var err error
	switch name {
	case SettingBudgets:
		_, err = ParseBudgets(value)
	case SettingEMFLimits:
		_, err = ParseEMFLimits(value)
	default:
		err = registry.Errorf(registry.Invalid, "không có thiết đặt %q", "there is no setting %q", name)
	}
	if err != nil {
		return err
	}
	return store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, name, string(value))
	})
}
