package web_test

import (
	"strings"
	"testing"

	"hatang/geo/tooltest"
)

// TestSheetSaysWhatTheMapShows: on paper the legend has what is drawn, the address
// is a code that a telephone opens, and controls are no longer controls; the same
// list as a file is a sheet too.
func TestSheetSaysWhatTheMapShows(t *testing.T) {
	p := newProgram(t)
	p.serve()
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(p.url + "?pane=postal&class=post_office_1&over=areas&style=technology&layers=units,postal,sites&view=10/108/14.36")
	tab.wait(`document.querySelector('#site-classes li') && document.querySelector('.over-key [data-over="areas"]')`)
	tab.run(`window.print = () => { document.documentElement.dataset.printed = 'yes'; }`)
	tab.run(`dispatchEvent(new KeyboardEvent('keydown', {key: 'p', ctrlKey: true, cancelable: true}))`)
	tab.wait(`document.documentElement.dataset.printed === 'yes'`)
	tab.run(`dispatchEvent(new Event('beforeprint'))`)
	if got := read[string](tab, `document.querySelector('#sheet .sheet-code')?.dataset.of ?? ''`); got != read[string](tab, `location.href`) {
		t.Errorf("the code on paper is of %q", got)
	}
	if read[bool](tab, `!!document.querySelector('#sheet :is(select, input, button)')`) {
		t.Error("a control is printed")
	}
	legend := read[string](tab, `document.querySelector('.sheet-legend').textContent`)
	for _, want := range []string{"Ranh giới xã", "Điểm bưu chính", "công nghệ cao nhất", "4G", "Vùng phục vụ bưu chính", "Dấu rỗng"} {
		if !strings.Contains(legend, want) {
			t.Errorf("the legend on paper lacks %q: %s", want, legend)
		}
	}
	if strings.Contains(legend, "Đài truyền thanh") {
		t.Errorf("the legend on paper has what the map does not show: %s", legend)
	}
	blank := read[int](tab, `[...document.querySelectorAll('.sheet-key canvas')].filter((c) => !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean)).length`)
	if blank > 0 {
		t.Errorf("%d marks of the legend on paper are blank", blank)
	}
	pages := tab.printed()
	if len(pages) != 2 {
		t.Errorf("%d pages, want the sheet and the list", len(pages))
	}
	tab.run(`dispatchEvent(new Event('afterprint'))`)

	address := read[string](tab, `document.querySelector('#export a[href*="format=pdf"]').href`)
	file := papers(tooltest.PDFPages(t, []byte(p.fetchFrom(address))))
	if len(file) < 2 || !file.say("Bưu cục") {
		t.Errorf("the file of the list has %d pages", len(file))
	}
	tab.checkClean()
}
