package importing

import (
	"fmt"
	"io"

	"hatang/registry"
)

// write tells how many rows were placed in their commune, and of each that was
// not the reason.
func (p *Placement) write(out io.Writer, lang registry.Lang) {
	if p == nil {
		return
	}
	fmt.Fprintln(out, registry.Textf(
		"Dòng không có tọa độ: %[1]s đặt được trong xã (gần đúng; %[2]s thuộc xã đã bị chia), %[3]s không",
		"Rows without coordinates: %[4]s placed in their commune (approximate; %[5]s of divided communes), %[6]s not",
		registry.VI.Integer(p.Placed), registry.VI.Integer(p.Divided), registry.VI.Integer(p.NotPlaced),
		registry.EN.Integer(p.Placed), registry.EN.Integer(p.Divided), registry.EN.Integer(p.NotPlaced)).In(lang))
	for _, u := range p.Unplaced {
		name := u.Name
		if u.Code != "" {
			name = u.Code + " " + name
		}
		fmt.Fprintf(out, "  %s\n", registry.Textf("dòng %[1]d (%[2]s): %[3]s", "row %[1]d (%[2]s): %[4]s", u.Row, name, u.Reason.VI, u.Reason.EN).In(lang))
	}
	if more := p.NotPlaced - len(p.Unplaced); more > 0 {
		fmt.Fprintln(out, registry.Textf("  và %[1]s dòng nữa", "  and %[2]s more rows", registry.VI.Integer(more), registry.EN.Integer(more)).In(lang))
	}
}
