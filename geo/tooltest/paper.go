package tooltest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const poppler = "poppler-utils"

// PDFText is what is written on the pages of a PDF, laid out as there, with a
// form feed after each page.
func PDFText(tb testing.TB, pdf []byte) string {
	tb.Helper()
	return output(tb, pdf, Path(tb, "pdftotext", poppler), "-layout", "-", "-")
}

// PDFPages is what is written on each page of a PDF.
func PDFPages(tb testing.TB, pdf []byte) []string {
	tb.Helper()
	return strings.Split(strings.TrimRight(PDFText(tb, pdf), "\f"), "\f")
}

// PDFInfo is what pdfinfo says of a PDF: pages, size of the paper, title.
func PDFInfo(tb testing.TB, pdf []byte) string {
	tb.Helper()
	return output(tb, pdf, Path(tb, "pdfinfo", poppler), "-")
}

// Office is a document of one kind (docx) as LibreOffice writes it in another:
// pdf, or "txt:Text (encoded):UTF8" with the filter of LibreOffice behind it.
func Office(tb testing.TB, document []byte, from, to string) []byte {
	tb.Helper()
	office := Path(tb, "soffice", "libreoffice-writer-nogui")
	folder := tb.TempDir()
	path := filepath.Join(folder, "document."+from)
	if err := os.WriteFile(path, document, 0o600); err != nil {
		tb.Fatal(err)
	}
	out := filepath.Join(folder, "out")
	// A profile of its own lets several run at once.
	//nolint:gosec // found by name, with a document that the test made
	command := exec.CommandContext(tb.Context(), office, "-env:UserInstallation=file://"+filepath.Join(folder, "profile"),
		"--headless", "--convert-to", to, "--outdir", out, path)
	command.Env = append(os.Environ(), "HOME="+folder)
	if said, err := command.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, said)
	}
	extension, _, _ := strings.Cut(to, ":")
	converted, err := os.ReadFile(filepath.Join(out, "document."+extension))
	if err != nil {
		tb.Fatal(err)
	}
	return converted
}
