package ogc

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/geo/crs"
	"hatang/handlers"
	"hatang/registry"
)

// items answers GET /ogc/collections/{id}/items (/req/core/fc-op).
func (s *Service) items(r *request) error {
	// arguments
	q, err := s.ask(r)
	if err != nil {
		return err
	}

	// operation
	kind := r.schema.Kind
	seq, words := r.layerSeq(kind), s.words(r, q.when.from.String(), q.when.to.String())
	if handlers.NotModified(r.c, handlers.StateTag(seq, words...)) {
		return nil
	}
	key := ""
	if r.sight.Whole() && !r.html() { // what is left out for some must not be kept for all
		key = pageKey(seq, words)
	}
	if p, found := s.kept.get(key); found {
		r.c.Header("Link", p.link)
		contentCRS(r.c, q.system)
		r.write(p.content)
		return nil
	}
	ctx := r.c.Request.Context()
	var survey Survey
	if q.box != nil {
		if survey, err = s.survey(ctx, r, kind); err != nil {
			return err
		}
	}
	p := &page{}
	if !q.none {
		p, err = q.find(ctx, r.source, survey.Unlocated)
	}
	if err != nil {
		return err
	}

	// response
	links := r.pageLinks(q, p)
	r.c.Header("Link", linkHeader(links))
	contentCRS(r.c, q.system)
	if r.html() {
		return s.sendDocument(r, nil, "items", s.itemsView(r, q, p, links))
	}
	return s.send(r, func(dst []byte) ([]byte, error) {
		dst, err := s.appendCollection(dst, r, q, p, links)
		if err == nil && key != "" {
			s.kept.offer(key, linkHeader(links), dst)
		}
		return dst, err
	})
}

// contentCRS states the system of the answer (/req/crs/ogc-crs-header).
func contentCRS(c *gin.Context, system crs.CRS) { c.Header("Content-Crs", "<"+system.URI()+">") }

// pageLinks lead to this page in its formats, to those on either side, and to
// the collection.
func (r *request) pageLinks(q *question, p *page) []link {
	links := r.own()
	add := func(rel string, t token, title string) {
		t.Question = q.digest
		if q.now {
			t.Day = q.when.from.String()
		}
		links = append(links, link{r.here(paramToken, t.encode()), rel, r.format.bare(), string(r.lang), title})
	}
	if n := len(p.records); n > 0 {
		if p.hasNext() {
			add("next", q.seq.tokenAt(p.records[n-1], p.before+n-1, false), r.text("trang sau", "next page"))
		}
		if p.hasPrevious() {
			add("prev", q.seq.tokenAt(p.records[0], p.before, true), r.text("trang trước", "previous page"))
		}
	}
	return append(links, r.to("collection", r.at("collections", string(r.schema.Kind)), r.schema.Label.In(r.lang), jsonFormat, htmlFormat)...)
}

// writer writes the features of the question.
func (r *request) writer(system, standard crs.CRS) *features {
	f := &features{system: system, plain: system == standard, sight: r.sight}
	if ready, ok := r.source.(renderer); ok && f.plain {
		f.ready = ready
	}
	return f
}

// appendCollection writes a page as a FeatureCollection; members beyond RFC 7946
// are the standard's, and the registry's notice.
func (s *Service) appendCollection(dst []byte, r *request, q *question, p *page, links []link) ([]byte, error) {
	dst = append(dst, `{"type":"FeatureCollection","timeStamp":"`...)
	dst = s.options.Clock().UTC().AppendFormat(dst, time.RFC3339)
	dst = append(dst, `","numberMatched":`...)
	dst = strconv.AppendInt(dst, int64(p.matched), 10)
	dst = append(dst, `,"numberReturned":`...)
	dst = strconv.AppendInt(dst, int64(len(p.records)), 10)
	dst = append(dst, ',')
	dst = appendNotice(dst, r.notice)
	dst, err := appendLinks(dst, links)
	if err != nil {
		return dst, err
	}
	dst = append(dst, `,"features":[`...)
	w := r.writer(q.system, s.systems.standard())
	for i, rec := range p.records {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = w.append(dst, rec); err != nil {
			return dst, err
		}
	}
	return append(dst, ']', '}'), nil
}

func appendNotice(dst []byte, notice string) []byte {
	if notice == "" {
		return dst
	}
	dst = append(dst, `"notice":`...)
	return append(appendText(dst, notice), ',')
}

func appendLinks(dst []byte, links []link) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(links); err != nil {
		return dst, err
	}
	dst = append(dst, `"links":`...)
	return append(dst, bytes.TrimSuffix(out.Bytes(), []byte{'\n'})...), nil
}

// item answers GET /ogc/collections/{id}/items/{item} (/req/core/f-op). An
// instant in datetime asks for the row that held then.
func (s *Service) item(r *request) error {
	// arguments
	system := s.systems.standard()
	if r.args.has(paramCRS) {
		system = parsed(r.args, paramCRS, "crs", s.systems.parse)
	}
	day := today(s.options.Clock()).from
	if r.args.has(paramDatetime) {
		day = parsed(r.args, paramDatetime, "datetime", s.parseDay)
	}
	if err := r.args.err(); err != nil {
		return err
	}

	// operation
	if s.notModified(r, r.layerSeq(r.schema.Kind), day.String()) {
		return nil
	}
	rec, err := r.source.Get(r.c.Request.Context(), r.schema.Kind, r.c.Param(itemParam), day)
	if err != nil {
		r.c.Writer.Header().Del("ETag")
		return err
	}

	// response
	links := append(r.own(), r.to("collection", r.at("collections", string(r.schema.Kind)), r.schema.Label.In(r.lang), jsonFormat, htmlFormat)...)
	r.c.Header("Link", linkHeader(links))
	contentCRS(r.c, system)
	if r.html() {
		return s.sendDocument(r, nil, "item", s.itemView(r, rec, system, links))
	}
	return s.send(r, func(dst []byte) ([]byte, error) {
		return appendItem(dst, r, r.writer(system, s.systems.standard()), rec, links)
	})
}

func (s *Service) parseDay(text string) (registry.Date, registry.Text) {
	when, problem := parseDatetime(text, s.options.Clock().Location())
	if problem.IsZero() && !when.instant() {
		problem = registry.Text{VI: "phải là một thời điểm, không phải khoảng", EN: "must be an instant, not an interval"}
	}
	return when.from, problem
}

// appendItem writes a feature with its links (/req/core/f-links).
func appendItem(dst []byte, r *request, w *features, rec registry.Record, links []link) ([]byte, error) {
	dst, err := w.append(dst, rec)
	if err != nil {
		return dst, err
	}
	dst = append(dst[:len(dst)-1], ',')
	dst = appendNotice(dst, r.notice)
	if dst, err = appendLinks(dst, links); err != nil {
		return dst, err
	}
	return append(dst, '}'), nil
}
