package dossiers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"hatang/registry"
	"hatang/registry/appraisal"
)

// frozen is an appraisal with everything that it rested on.
type frozen struct {
	result *appraisal.Result
	kept   *appraisal.Frozen
}

// grounds is the JSON of Decision.Frozen.
type grounds struct {
	Refused []string          `json:"refused,omitempty"`
	RuleSet string            `json:"rule_set,omitempty"`
	Kept    *appraisal.Frozen `json:"appraisal"`
}

// Appraise appraises a dossier as the registry is now, and keeps nothing.
func (s *Service) Appraise(ctx context.Context, id string) (*appraisal.Result, error) {
	file, err := s.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := s.freeze(ctx, file, "")
	if err != nil {
		return nil, err
	}
	return f.result, nil
}

func (s *Service) freeze(ctx context.Context, file *File, ruleSet string) (*frozen, error) {
	return s.freezeFor(ctx, file, ruleSet, appraisal.Audience{})
}

// freezeFor is freeze with findings for an audience. What is to be kept with a
// decision is made for the department, which is told everything.
func (s *Service) freezeFor(ctx context.Context, file *File, ruleSet string, audience appraisal.Audience) (*frozen, error) {
	library, bodies, err := appraisal.ReadLibrary(ctx, s.options.Store, s.options.Rules)
	if err != nil {
		return nil, err
	}
	a := appraisal.New(library, appraisal.Options{Coverage: s.options.Coverage, RuleSet: ruleSet, Audience: audience})
	f := new(frozen)
	f.result, f.kept, err = a.Record(ctx, s.options.World(), appraisal.Dossier{
		Application: file.Application, Positions: file.standing(), Attachments: file.Attachments,
		AsOf: s.today(), Province: file.Application.ProvinceCode,
	}, bodies)
	return f, err
}

// standing are the positions that are still asked for.
func (f *File) standing() []*registry.ProposedPosition {
	return slices.DeleteFunc(slices.Clone(f.Positions), func(p *registry.ProposedPosition) bool { return p.State == registry.StateWithdrawn })
}

func (g *grounds) seal() (text []byte, hash string, err error) {
	if text, err = json.Marshal(g); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(text)
	return text, hex.EncodeToString(sum[:]), nil
}

// forcedSet is the rule set that the officer chose for a proposal, "" for none.
func forcedSet(d *registry.Decision) string {
	g, err := readGrounds(d)
	if err != nil {
		return ""
	}
	return g.RuleSet
}

// readGrounds reads what a decision rests on; that its hash is another is a
// Conflict: somebody has changed it.
func readGrounds(d *registry.Decision) (*grounds, error) {
	sum := sha256.Sum256([]byte(d.Frozen))
	if hex.EncodeToString(sum[:]) != d.FrozenHash {
		return nil, conflict("căn cứ đã lưu của quyết định không khớp mã băm: đã bị sửa", "the kept grounds of the decision do not match their hash: they were changed")
	}
	g := new(grounds)
	if err := json.Unmarshal([]byte(d.Frozen), g); err != nil || g.Kept == nil {
		return nil, registry.Errorf(registry.Unsupported, "không đọc được căn cứ đã lưu", "the kept grounds cannot be read")
	}
	return g, nil
}

// propose puts a proposal, with the appraisal frozen, before the one who signs.
func propose(_ context.Context, p *plan) error {
	q := p.request.Proposal
	p.checkProposal(q)
	if len(p.faults) > 0 {
		return nil
	}
	text, hash, err := (&grounds{Refused: q.Refused, RuleSet: q.RuleSet, Kept: p.frozen.kept}).seal()
	if err != nil {
		return err
	}
	d := &registry.Decision{ApplicationID: p.app.Row.ID, OperatorCode: p.app.OperatorCode}
	if p.file.Decision != nil {
		copied := *p.file.Decision
		d = &copied
	}
	d.Outcome, d.Reason, d.Conditions = q.Outcome, registry.NormaliseLong(q.Reason), registry.NormaliseLong(q.Conditions)
	d.Appraiser, d.Number, d.Signer, d.Signed = p.actor.Name, "", "", registry.Date{}
	d.RuleSetCode = strings.Join(setsOf(p.frozen.result), ";")
	d.Frozen, d.FrozenHash = string(text), hash
	p.records = append(p.records, d)
	p.app.Appraiser, p.app.RuleSetCode = p.actor.Name, d.RuleSetCode
	p.detail["outcome"], p.detail["frozen_sha256"] = q.Outcome, hash
	return nil
}

func (p *plan) checkProposal(q *Proposal) {
	switch q.Outcome {
	case stateApproved, stateConditional, stateRejected:
	default:
		p.faults.add("outcome", q.Outcome, "code", "phải là approved, conditional hoặc rejected", "must be approved, conditional or rejected")
	}
	if strings.TrimSpace(q.Reason) == "" {
		p.faults.add("reason", "", "required", "cần nêu lý do", "a reason is needed")
	}
	if (q.Outcome == stateConditional) != (strings.TrimSpace(q.Conditions) != "") {
		p.faults.add("conditions", q.Conditions, "outcome", "chấp thuận có điều kiện thì nêu điều kiện, ngoài ra thì không", "conditions go with a conditional approval, and with no other")
	}
	standing := p.file.standing()
	for _, code := range q.Refused {
		if !slices.ContainsFunc(standing, func(pos *registry.ProposedPosition) bool { return pos.Code == code }) {
			p.faults.add("refused", code, "reference", "hồ sơ không có vị trí này", "the dossier has no such position")
		}
	}
	if q.Outcome == stateRejected && len(q.Refused) > 0 || len(q.Refused) >= len(standing) && len(standing) > 0 {
		p.faults.add("refused", strings.Join(q.Refused, ";"), "outcome", "từ chối mọi vị trí là từ chối hồ sơ", "refusing every position is rejecting the dossier")
	}
}

func setsOf(r *appraisal.Result) []string {
	var codes []string
	for i := range r.Positions {
		for _, s := range r.Positions[i].RuleSets {
			if !slices.Contains(codes, s.Code) {
				codes = append(codes, s.Code)
			}
		}
	}
	return codes
}

// sign signs the proposal as it lies there. What it rests on must still be so:
// when the registry has moved and a check would come to something else, it goes
// back to the officer.
func sign(_ context.Context, p *plan) error {
	d := p.file.Decision
	if d == nil || !d.Signed.IsZero() {
		return conflict("hồ sơ chưa có dự thảo kết quả để ký", "the dossier has no proposal to be signed")
	}
	if p.fourEyes && d.Appraiser == p.actor.Name {
		return forbidden("tỉnh quy định người thẩm định không được tự ký", "the province does not let who appraised sign alone")
	}
	q := p.request.Signature
	p.checkSignature(q)
	g, err := readGrounds(d)
	if err != nil {
		return err
	}
	if err := p.stillSo(g); err != nil {
		return err
	}
	signed := *d
	signed.Number, signed.Signer, signed.Signed = registry.Normalise(q.Number), registry.Normalise(q.Signer), q.Signed
	if signed.Signed.IsZero() {
		signed.Signed = p.today
	}
	p.records = append(p.records, &signed)
	for _, position := range p.file.standing() {
		state := registry.StateApproved
		if d.Outcome == stateRejected || slices.Contains(g.Refused, position.Code) {
			state = registry.StateRejected
		}
		p.changePosition(position, func(next *registry.ProposedPosition) { next.State = state })
	}
	p.move(d.Outcome)
	p.detail["number"], p.detail["outcome"], p.detail["frozen_sha256"] = signed.Number, signed.Outcome, signed.FrozenHash
	return nil
}

func (p *plan) checkSignature(q *Signature) {
	if strings.TrimSpace(q.Number) == "" {
		p.faults.add("number", "", "required", "cần số văn bản", "the number of the document is needed")
	}
	if strings.TrimSpace(q.Signer) == "" {
		p.faults.add("signer", "", "required", "cần tên người ký", "the name of who signs is needed")
	}
	if p.today.Before(q.Signed) {
		p.faults.add("signed", q.Signed.String(), "future", "ngày ký chưa đến", "the day of signing is yet to come")
	}
	if !p.app.Received.IsZero() && !q.Signed.IsZero() && q.Signed.Before(p.app.Received) {
		p.faults.add("signed", q.Signed.String(), "order", "ngày ký trước ngày tiếp nhận", "signed before it was received")
	}
}

// stillSo compares what was frozen with an appraisal of now. The check of the
// procedure is left out: that days have passed is no reason to begin anew.
func (p *plan) stillSo(g *grounds) error {
	var was appraisal.Result
	if err := json.Unmarshal(g.Kept.Result, &was); err != nil {
		return err
	}
	changed := problems{}
	for i := range p.frozen.result.Positions {
		now := &p.frozen.result.Positions[i]
		before := assessment(&was, now.Code)
		if before == nil {
			changed.add("positions", now.Code, "changed", "vị trí thêm sau khi trình", "a position that came after the proposal")
			continue
		}
		for _, c := range appraisal.Checks() {
			a, b := before.Find(c), now.Find(c)
			if c == appraisal.Procedure || a == nil || b == nil || a.Verdict == b.Verdict {
				continue
			}
			changed.tell(0, now.Code, string(c), "changed", registry.Textf("%[1]s: lúc trình %[3]s, bây giờ %[5]s", "%[2]s: %[4]s when it was proposed, %[6]s now",
				c.Label().VI, c.Label().EN, a.Verdict.Label().VI, a.Verdict.Label().EN, b.Verdict.Label().VI, b.Verdict.Label().EN))
		}
	}
	if len(changed) == 0 {
		return nil
	}
	e := conflict("sổ đăng ký đã thay đổi sau khi trình, kết quả thẩm định nay khác", "the registry has changed since the proposal, and the appraisal comes to something else")
	e.Problems = changed
	e.Hint = registry.Text{VI: "trả lại chuyên viên (send_back) để thẩm định lại", EN: "send it back to the officer (send_back) to be appraised again"}
	return e
}

func assessment(r *appraisal.Result, code string) *appraisal.Assessment {
	i := slices.IndexFunc(r.Positions, func(a appraisal.Assessment) bool { return a.Code == code })
	if i < 0 {
		return nil
	}
	return &r.Positions[i]
}

// Repetition is what running a kept appraisal once more came to.
type Repetition struct {
	Decision string            `json:"decision"`
	Hash     string            `json:"frozen_sha256"`
	Same     bool              `json:"same"`
	Result   *appraisal.Result `json:"result"`
}

// Again runs the appraisal that a decision rests on once more, from what was kept
// with it alone. The result is told to the audience.
func (s *Service) Again(ctx context.Context, id string, audience appraisal.Audience) (*Repetition, error) {
	file, err := s.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	if file.Decision == nil {
		return nil, registry.Errorf(registry.NotFound, "hồ sơ %s chưa có kết quả thẩm định được lưu", "dossier %s has no appraisal on record", file.Application.Code)
	}
	g, err := readGrounds(file.Decision)
	if err != nil {
		return nil, err
	}
	result, same, err := g.Kept.Again(ctx)
	if err == nil && audience.Confidential {
		result, err = g.Kept.For(ctx, audience)
	}
	return &Repetition{Decision: file.Decision.Number, Hash: file.Decision.FrozenHash, Same: same, Result: result}, err
}

// Findings are the findings of a dossier as the audience is told of them: those kept
// with its proposal or decision, else those of now. kept tells which.
func (s *Service) Findings(ctx context.Context, file *File, audience appraisal.Audience) (result *appraisal.Result, kept bool, err error) {
	if file.Decision == nil || file.Decision.Frozen == "" {
		f, err := s.freezeFor(ctx, file, "", audience)
		if err != nil {
			return nil, false, err
		}
		return f.result, false, nil
	}
	g, err := readGrounds(file.Decision)
	if err != nil {
		return nil, false, err
	}
	if audience.Confidential {
		result, err = g.Kept.For(ctx, audience)
		return result, true, err
	}
	result = new(appraisal.Result)
	return result, true, json.Unmarshal(g.Kept.Result, result)
}
