package dossiers

import (
	"context"
	"fmt"
	"time"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/documents"
)

// BatchDocument is what was found about a batch of positions, such as an annual
// plan, as one document: the result of each, the conflicts among them, and for
// every position that is not met or not decidable its findings, the masts nearby
// with a map, and the alternatives. title says what the batch is.
func BatchDocument(ctx context.Context, result *appraisal.Result, title string, made time.Time) (*documents.Document, error) {
	w := &paper{file: new(File), result: result, doc: &documents.Document{
		Title: title, Kind: "KẾT QUẢ THẨM ĐỊNH", Subject: title, Lang: registry.VI, Made: made,
	}}
	counts := map[appraisal.Verdict]int{}
	for i := range result.Positions {
		counts[result.Positions[i].Verdict]++
	}
	w.say("%d vị trí, thẩm định ngày %s với số liệu của sổ đăng ký (thay đổi thứ %d): %d đạt, %d không đạt, %d chưa đủ dữ liệu.",
		len(result.Positions), date(result.AsOf), result.Seq, counts[appraisal.Met], counts[appraisal.NotMet], counts[appraisal.Undecided])
	w.heading("I. KẾT QUẢ CHUNG")
	w.add(w.overview())
	w.conflicts()
	section := 1
	for i := range result.Positions {
		a := &result.Positions[i]
		if a.Verdict == appraisal.Met {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		section++
		w.heading(fmt.Sprintf("%s. VỊ TRÍ %s", roman(section), a.Code))
		if a.Point != nil {
			w.say("%s. WGS 84: %s, %s. Địa bàn: %s.", a.Operator, registry.VI.Number(a.Point[0], 6), registry.VI.Number(a.Point[1], 6), place(a))
		}
		if err := w.position(a); err != nil {
			return nil, err
		}
	}
	return w.doc, nil
}
