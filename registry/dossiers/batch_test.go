package dossiers_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry/appraisal"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
)

// A batch as one document: the result of all, then the findings of those that
// are not met.
func TestBatchDocument(t *testing.T) {
	t.Parallel()
	at := orb.Point{106.08, 21.18}
	result := &appraisal.Result{Seq: 7, Positions: []appraisal.Assessment{
		{Code: "KH-ĐẠT", Operator: "viettel", Verdict: appraisal.Met, Point: &at},
		{Code: "KH-GẦN", Operator: "vnpt", Verdict: appraisal.NotMet, Point: &at},
		{Code: "KH-THIẾU", Operator: "mobifone", Verdict: appraisal.Undecided},
	}}
	d, err := dossiers.BatchDocument(t.Context(), result, "Kế hoạch 2026", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var headings []string
	pictures := 0
	for _, b := range d.Body {
		switch b := b.(type) {
		case documents.Heading:
			if b.Level == 1 {
				headings = append(headings, b.Text)
			}
		case documents.Picture:
			pictures++
		}
	}
	if got := strings.Join(headings, "; "); got != "I. KẾT QUẢ CHUNG; II. VỊ TRÍ KH-GẦN; III. VỊ TRÍ KH-THIẾU" || pictures != 1 {
		t.Errorf("headings %s, %d maps", got, pictures)
	}
	var out bytes.Buffer
	if err := documents.WritePDF(&out, d); err != nil || !bytes.HasPrefix(out.Bytes(), []byte("%PDF")) {
		t.Errorf("%v", err)
	}
}
