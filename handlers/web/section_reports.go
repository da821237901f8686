package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

// reportSection is where figures are read, explained, checked and handed in.
func reportSection() section {
	return section{
		path: "reports", icon: "chart-line", key: "c", title: registry.Text{VI: "Chỉ tiêu", EN: "Indicators"},
		needs: auth.Right{Resource: auth.Reports, Action: auth.Read}, words: joined(reportFrameWords(), reportCheckWords(), submissionWords()),
	}
}

// reportFrameWords are the texts of frame, dashboard and report.
func reportFrameWords() vocabulary {
	return vocabulary{
		"views":          {VI: "Các phần của trang chỉ tiêu", EN: "Parts of the indicators page"},
		"dashboard":      {VI: "Bảng điều khiển", EN: "Dashboard"},
		"report":         {VI: "Báo cáo", EN: "Report"},
		"consistency":    {VI: "Nhất quán", EN: "Consistency"},
		"submissions":    {VI: "Số liệu nộp", EN: "Submissions"},
		"period":         {VI: "Kỳ", EN: "Period"},
		"wholeYear":      {VI: "cả năm", EN: "whole year"},
		"halfYear":       {VI: "6 tháng {n}", EN: "half {n}"},
		"quarter":        {VI: "quý {n}", EN: "quarter {n}"},
		"month":          {VI: "tháng {n}", EN: "month {n}"},
		"partOfYear":     {VI: "Phần của năm", EN: "Part of the year"},
		"yearOf":         {VI: "Năm", EN: "Year"},
		"wait":           {VI: "Đang tính…", EN: "Computing…"},
		"failedTo":       {VI: "Không lấy được: {why}", EN: "Could not be had: {why}"},
		"again":          {VI: "Thử lại", EN: "Try again"},
		"nothingYet":     {VI: "chưa có số liệu", EN: "no figure yet"},
		"before":         {VI: "kỳ trước {value}", EN: "before {value}"},
		"changeBy":       {VI: "{sign}{value} so với kỳ trước", EN: "{sign}{value} on the period before"},
		"ofPlan":         {VI: "{percent} kế hoạch ({plan})", EN: "{percent} of the plan ({plan})"},
		"charts":         {VI: "Biểu đồ", EN: "Charts"},
		"notDrawable":    {VI: "Chưa vẽ được: {names}", EN: "Not to be drawn yet: {names}"},
		"byCommune":      {VI: "Theo xã", EN: "By commune"},
		"findCommune":    {VI: "Tìm xã", EN: "Find a commune"},
		"communeName":    {VI: "Đơn vị", EN: "Unit"},
		"communesOf":     {VI: "{n} / {of} đơn vị", EN: "{n} of {of} units"},
		"saveAs":         {VI: "Tải báo cáo", EN: "Download the report"},
		"forms":          {VI: "Biểu mẫu", EN: "Forms"},
		"formUnverified": {VI: "mẫu chưa đối chiếu với văn bản gốc", EN: "not compared with the original yet"},
		"previousPeriod": {VI: "Kỳ trước", EN: "Period before"},
		"plan":           {VI: "Kế hoạch", EN: "Plan"},
		"indicator":      {VI: "Chỉ tiêu", EN: "Indicator"},
		"everyFigure":    {VI: "Mọi chỉ tiêu của kỳ", EN: "Every indicator of the period"},
		"valueOf":        {VI: "Giá trị", EN: "Value"},
		"measureOf":      {VI: "Đơn vị tính", EN: "Measure"},
		"printReport":    {VI: "In", EN: "Print"},
		"marginTitle":    {VI: "Lưu ý", EN: "Notes"},
	}
}

// reportCheckWords are the texts of findings.
func reportCheckWords() vocabulary {
	return vocabulary{
		"origin":         {VI: "Nguồn", EN: "Origin"},
		"denominator":    {VI: "Mẫu số", EN: "Denominator"},
		"inputs":         {VI: "Tính từ", EN: "Computed from"},
		"parts":          {VI: "Gồm", EN: "Parts"},
		"basis":          {VI: "Cách tính", EN: "Method"},
		"whyNone":        {VI: "Vì sao chưa có", EN: "Why there is none"},
		"boundariesOf":   {VI: "Địa giới ngày", EN: "Boundaries of"},
		"holdsFor":       {VI: "Kỳ", EN: "Period"},
		"publishedAs":    {VI: "Đã công bố", EN: "Published"},
		"enteredGroup":   {VI: "Số đã công bố, đối chiếu với nhau", EN: "Published figures against each other"},
		"comparedGroup":  {VI: "Số đã công bố, đối chiếu với sổ đăng ký", EN: "Published figures against the registry"},
		"computedGroup":  {VI: "Số tính từ sổ đăng ký, đối chiếu với nhau", EN: "The registry's figures against each other"},
		"flagsGroup":     {VI: "Số đáng ngờ", EN: "Doubtful figures"},
		"inconsistent":   {VI: "✕ mâu thuẫn", EN: "✕ contradicts"},
		"odd":            {VI: "! đáng chú ý", EN: "! odd"},
		"consistent":     {VI: "✓ khớp", EN: "✓ agrees"},
		"countsOf":       {VI: "{inconsistent} mâu thuẫn · {odd} đáng chú ý · {consistent} khớp", EN: "{inconsistent} contradict · {odd} odd · {consistent} agree"},
		"showAgreeing":   {VI: "Hiện cả những số khớp", EN: "Show those that agree too"},
		"sides":          {VI: "Các vế", EN: "Sides"},
		"nothingEntered": {VI: "Chưa nhập số liệu công bố của kỳ này. Nhập bằng hatang import indicators, hoặc dán bảng CSV dưới đây để đối chiếu ngay mà không ghi gì.", EN: "No published figures are entered for this period. Enter them with hatang import indicators, or paste a CSV table below to check at once without writing anything."},
		"checkTitle":     {VI: "Đối chiếu một báo cáo", EN: "Check a report"},
		"checkAbout":     {VI: "Dán CSV có các cột code, unit_code, period_from, period_to, printed, source (mẫu: hatang template indicators). Không ghi gì vào sổ.", EN: "Paste CSV with the columns code, unit_code, period_from, period_to, printed, source (see hatang template indicators). Nothing is written."},
		"checkText":      {VI: "Bảng CSV", EN: "CSV table"},
		"checkNow":       {VI: "Đối chiếu", EN: "Check"},
		"checkedUnit":    {VI: "{unit}, {period}", EN: "{unit}, {period}"},
	}
}

// submissionWords are the texts of what operators hand in.
func submissionWords() vocabulary {
	return vocabulary{
		"owed":             {VI: "Phải nộp", EN: "Owed"},
		"operatorOf":       {VI: "Doanh nghiệp", EN: "Operator"},
		"kindOf":           {VI: "Loại số liệu", EN: "Kind"},
		"dueOn":            {VI: "Hạn", EN: "Due"},
		"lateBy":           {VI: "quá hạn {n} ngày", EN: "{n} days late"},
		"stateOf":          {VI: "Trạng thái", EN: "State"},
		"actionsOf":        {VI: "Việc có thể làm", EN: "What can be done"},
		"handIn":           {VI: "Nộp tệp", EN: "Hand in"},
		"difference":       {VI: "Khác biệt", EN: "Differences"},
		"accept":           {VI: "Chấp nhận", EN: "Accept"},
		"returnIt":         {VI: "Trả lại", EN: "Send back"},
		"acceptMeans":      {VI: "Chấp nhận: ghi {created} bản ghi mới và {changed} thay đổi vào sổ đăng ký?", EN: "Accept: write {created} new records and {changed} changes into the registry?"},
		"returnReason":     {VI: "Lý do trả lại", EN: "Why it is sent back"},
		"fileOf":           {VI: "Tệp (CSV, XLSX, GeoJSON)", EN: "File (CSV, XLSX, GeoJSON)"},
		"differenceCounts": {VI: "{created} mới · {changed} thay đổi · {unchanged} không đổi · {absent} không có trong tệp", EN: "{created} new · {changed} changed · {unchanged} unchanged · {absent} absent from the file"},
		"newRecord":        {VI: "mới", EN: "new"},
		"sinceLast":        {VI: "So với lần nộp trước: thêm {added}, bớt {gone}, đổi {changed}", EN: "Since the last file: {added} added, {gone} gone, {changed} changed"},
		"noneOwed":         {VI: "Chưa có khoản nào phải nộp. Lập danh sách phải nộp của một quý dưới đây.", EN: "Nothing is owed yet. Note below what is owed for a quarter."},
		"expectTitle":      {VI: "Lập danh sách phải nộp", EN: "Note what is owed"},
		"expectDays":       {VI: "Hạn sau khi hết quý, ngày", EN: "Days after the quarter"},
		"expectNow":        {VI: "Lập danh sách", EN: "Note"},
		"expected":         {VI: "Đã ghi {n} khoản phải nộp", EN: "{n} entries noted"},
		"accepted":         {VI: "Đã chấp nhận và ghi vào sổ", EN: "Accepted and written"},
		"returned":         {VI: "Đã trả lại", EN: "Sent back"},
		"handedIn":         {VI: "Đã nhận tệp", EN: "The file was taken"},
		"currency":         {VI: "Số liệu mới nhất của từng doanh nghiệp", EN: "How current each operator's data is"},
		"currentTo":        {VI: "{kind} đến {date}", EN: "{kind} to {date}"},
		"neverHanded":      {VI: "chưa nộp lần nào", EN: "never handed in"},
		"sending":          {VI: "Đang gửi…", EN: "Sending…"},
	}
}
