package documents_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"hatang/registry/documents"
)

// Several pictures of one width do not change places from one write to the next.
func TestPicturesOfOneWidthGiveEqualBytes(t *testing.T) {
	t.Parallel()
	d := &documents.Document{Title: "x", Made: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}
	for i := range 5 {
		m := image.NewRGBA(image.Rect(0, 0, 40, 20+i))
		m.Set(i, i, color.RGBA{0xff, 0, 0, 0xff})
		var out bytes.Buffer
		if err := png.Encode(&out, m); err != nil {
			t.Fatal(err)
		}
		d.Body = append(d.Body, documents.Heading{Level: 1, Text: "h"}, documents.Picture{PNG: out.Bytes(), WidthMM: 100, Caption: "c", Alt: "a"})
	}
	var first bytes.Buffer
	if err := documents.WritePDF(&first, d); err != nil {
		t.Fatal(err)
	}
	for range 6 {
		var again bytes.Buffer
		if err := documents.WritePDF(&again, d); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatal("two writes differ")
		}
	}
}
