package dossiers

import (
	"encoding/json"
	"slices"
	"strings"

	"hatang/registry"
)

// Request is an action with everything that it needs.
type Request struct {
	Action string `json:"-"`
	// Revision is that of the dossier as the actor saw it; 0: whatever it is.
	Revision int64  `json:"-"`
	Comment  string `json:"comment,omitempty"`
	// Internal keeps a comment from the operator.
	Internal bool `json:"internal,omitempty"`
	// Missing is what a dossier that is sent back lacks.
	Missing     []string      `json:"missing,omitempty"`
	Officer     string        `json:"officer,omitempty"`
	Day         registry.Date `json:"day,omitzero"`
	Proposal    *Proposal     `json:"proposal,omitempty"`
	Signature   *Signature    `json:"signature,omitempty"`
	Built       []AsBuilt     `json:"built,omitempty"`
	Certificate *Certificate  `json:"certificate,omitempty"`
	Sharing     *Sharing      `json:"sharing,omitempty"`
	Related     []string      `json:"related,omitempty"`
	Amendment   *Amendment    `json:"amendment,omitempty"`
}

// Proposal is what the officer puts before the one who signs.
type Proposal struct {
	Outcome    string `json:"outcome"` // approved, conditional or rejected
	Reason     string `json:"reason"`
	Conditions string `json:"conditions,omitempty"`
	// Refused are the codes of positions that are refused while the others are
	// approved.
	Refused []string `json:"refused,omitempty"`
	// RuleSet is the set to go by in place of the one that place and day choose.
	RuleSet string `json:"rule_set,omitempty"`
}

// Signature signs what was proposed.
type Signature struct {
	Number string        `json:"number"`
	Signed registry.Date `json:"signed,omitzero"` // default: today
	Signer string        `json:"signer"`
	// Preview is the Hash of the Preview that was read; it must still hold.
	Preview string `json:"preview"`
}

// AsBuilt is how an approved position was built; what is not stated is as
// approved.
type AsBuilt struct {
	Position string          `json:"position"` // its code
	Built    registry.Date   `json:"built"`
	SiteCode string          `json:"site_code,omitempty"`
	Site     json.RawMessage `json:"site,omitempty"` // fields of the site that differ, with "geometry"
}

// Certificate is the inspection of what was built (TT 08/2020/TT-BTTTT).
type Certificate struct {
	Number  string        `json:"number"`
	Issued  registry.Date `json:"issued"`
	Expires registry.Date `json:"expires"`
}

// Sharing is a request to the owner of a mast, or its answer.
type Sharing struct {
	Owner  string        `json:"owner"` // operator code
	Site   string        `json:"site,omitempty"`
	Asked  registry.Date `json:"asked,omitzero"` // default: today
	Survey bool          `json:"survey,omitempty"`
}

// Amendment changes a dossier that lies with the applicant: members of the
// application and positions by code, null removing one.
type Amendment struct {
	Application json.RawMessage            `json:"application,omitempty"`
	Positions   map[string]json.RawMessage `json:"positions,omitempty"`
}

// check tells everything that the request lacks for the action, and everything
// that the action does not take.
func (q *Request) check(a *Action, faults *problems) {
	for _, n := range a.Needs {
		if !q.has(n) {
			text := needLabel(n)
			faults.tell(0, n, "", "required", registry.Textf("cần %[1]s", "%[2]s is needed", text.VI, text.EN))
		}
	}
	for _, n := range needs() {
		if n != "comment" && q.has(n) && !slices.Contains(a.Needs, n) {
			faults.add(n, "", "unknown", "thao tác này không nhận trường này", "this action does not take it")
		}
	}
	if q.Amendment != nil && a.Does != "amend" {
		faults.add("amendment", "", "unknown", "thao tác này không nhận trường này", "this action does not take it")
	}
	if q.Internal && a.ID != "comment" {
		faults.add("internal", "", "unknown", "chỉ ý kiến mới ghi nội bộ được", "only a comment can be internal")
	}
}

func (q *Request) has(need string) bool {
	switch need {
	case "comment":
		return strings.TrimSpace(q.Comment) != ""
	case "missing":
		return len(q.Missing) > 0 && !slices.ContainsFunc(q.Missing, func(m string) bool { return strings.TrimSpace(m) == "" })
	case "officer":
		return strings.TrimSpace(q.Officer) != ""
	case "proposal":
		return q.Proposal != nil
	case "signature":
		return q.Signature != nil
	case "built":
		return len(q.Built) > 0
	case "certificate":
		return q.Certificate != nil
	case "day":
		return !q.Day.IsZero()
	case "owner":
		return q.Sharing != nil && q.Sharing.Owner != ""
	case "related":
		return len(q.Related) > 0
	}
	return false
}

func needLabel(need string) registry.Text {
	return map[string]registry.Text{
		"comment":     {VI: "ý kiến, lý do", EN: "a comment"},
		"missing":     {VI: "danh sách nội dung còn thiếu", EN: "the list of what is missing"},
		"officer":     {VI: "cán bộ thụ lý", EN: "the officer"},
		"proposal":    {VI: "dự thảo kết quả", EN: "the proposal"},
		"signature":   {VI: "số văn bản, người ký, mã bản xem trước", EN: "number, signer and hash of the preview"},
		"built":       {VI: "số liệu hoàn công từng vị trí", EN: "how each position was built"},
		"certificate": {VI: "giấy chứng nhận kiểm định", EN: "the inspection certificate"},
		"day":         {VI: "ngày", EN: "the day"},
		"owner":       {VI: "doanh nghiệp chủ cột", EN: "the owner of the mast"},
		"related":     {VI: "số hồ sơ liên quan", EN: "numbers of related dossiers"},
	}[need]
}
