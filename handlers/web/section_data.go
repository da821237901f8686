package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

// dataSection is the desk of data: files in, files out, what changed, what is
// doubtful.
func dataSection() section {
	return section{
		path: "data", icon: "database", key: "d", title: registry.Text{VI: "Dữ liệu", EN: "Data"},
		needs: auth.Right{Resource: auth.Changes, Action: auth.Read}, words: dataWords(), kinds: registry.EditedKinds(),
	}
}

func dataWords() vocabulary {
	all := vocabulary{
		"dataTabs":    {VI: "Các phần của dữ liệu", EN: "Parts of the data desk"},
		"tabImport":   {VI: "Nhập", EN: "Import"},
		"tabExport":   {VI: "Xuất", EN: "Export"},
		"tabChanges":  {VI: "Thay đổi", EN: "Changes"},
		"tabChecks":   {VI: "Kiểm tra", EN: "Checks"},
		"dataKind":    {VI: "Loại bản ghi", EN: "Kind of record"},
		"dataNoRight": {VI: "Phần này dành cho cán bộ của Sở. Đăng nhập để dùng.", EN: "This part is for the department's officers. Sign in to use it."},
		"dataRecord":  {VI: "Bản ghi", EN: "Record"},
	}
	for _, part := range []vocabulary{importFileWords(), importReadWords(), importSaveWords(), exportWords(), changesWords(), checksWords()} {
		for name, text := range part {
			all[name] = text
		}
	}
	return all
}

func importFileWords() vocabulary {
	return vocabulary{
		"impSteps":     {VI: "Các bước nhập", EN: "Steps of the import"},
		"stepFile":     {VI: "Tệp", EN: "File"},
		"stepColumns":  {VI: "Cột", EN: "Columns"},
		"stepPlace":    {VI: "Tọa độ", EN: "Coordinates"},
		"stepCheck":    {VI: "Kiểm tra", EN: "Check"},
		"stepSave":     {VI: "Ghi", EN: "Save"},
		"impNext":      {VI: "Tiếp", EN: "Next"},
		"impBack":      {VI: "Quay lại", EN: "Back"},
		"impDrop":      {VI: "Kéo thả tệp vào đây, hoặc chọn tệp", EN: "Drop a file here, or choose one"},
		"impFormats":   {VI: "CSV, Excel (.xlsx), GeoJSON, GeoPackage, KML, KMZ, shapefile (.zip), OpenCelliD. Tối đa 32 MB; tệp lớn hơn nhập bằng dòng lệnh hatang import.", EN: "CSV, Excel (.xlsx), GeoJSON, GeoPackage, KML, KMZ, shapefile (.zip), OpenCelliD. At most 32 MB; larger files go in by hatang import on the command line."},
		"impChoose":    {VI: "Chọn tệp", EN: "Choose a file"},
		"impNothing":   {VI: "Chưa ghi gì vào sổ cho đến bước cuối.", EN: "Nothing is written to the registry before the last step."},
		"impTemplates": {VI: "Chưa có tệp? Tải tệp mẫu để điền", EN: "No file yet? Download a workbook to fill in"},
		"impTemplate":  {VI: "Tệp mẫu: {kind}", EN: "Template: {kind}"},
		"impSending":   {VI: "Đang gửi tệp…", EN: "Sending the file…"},
		"impReading":   {VI: "Đang đọc thử… {share}", EN: "Reading… {share}"},
		"impSaving":    {VI: "Đang ghi… {share}", EN: "Writing… {share}"},
		"impCancel":    {VI: "Bỏ lượt nhập này", EN: "Drop this import"},
		"impGone":      {VI: "Lượt nhập này không còn: đã hết hạn, đã bỏ, hoặc máy chủ đã khởi động lại. Hãy gửi lại tệp.", EN: "This import is gone: it expired, was dropped, or the server was restarted. Send the file again."},
		"impAnother":   {VI: "Nhập tệp khác", EN: "Import another file"},
		"impMine":      {VI: "Lượt nhập đang dở", EN: "Imports under way"},
		"impResume":    {VI: "Làm tiếp", EN: "Go on"},
		"impSheet":     {VI: "Trang tính", EN: "Sheet"},
		"impLayer":     {VI: "Lớp", EN: "Layer"},
		"impEncoding":  {VI: "Bảng mã", EN: "Encoding"},
		"impDecimal":   {VI: "Dấu thập phân", EN: "Decimal mark"},
		"impAuto":      {VI: "tự nhận biết", EN: "found out"},
		"impComma":     {VI: "phẩy: 4,8", EN: "comma: 4,8"},
		"impPoint":     {VI: "chấm: 4.8", EN: "point: 4.8"},
		"impUnread":    {VI: "Không đọc được tệp theo lựa chọn này.", EN: "The file cannot be read by these options."},
		"impDecided":   {VI: "Cách đọc tệp", EN: "How the file was read"},
		"impFirstRows": {VI: "Những dòng đầu, như trong tệp", EN: "The first rows, as they stand in the file"},
		"impRow":       {VI: "Dòng", EN: "Row"},
	}
}

func importReadWords() vocabulary {
	return vocabulary{
		"colHeader":      {VI: "Cột trong tệp", EN: "Column of the file"},
		"colSamples":     {VI: "Ví dụ", EN: "Samples"},
		"colTarget":      {VI: "Đọc làm", EN: "Read as"},
		"colNote":        {VI: "Ghi chú", EN: "Note"},
		"colUnknown":     {VI: "— chọn —", EN: "— choose —"},
		"colIgnore":      {VI: "bỏ qua cột", EN: "leave the column out"},
		"colUnknownNote": {VI: "? chưa rõ cột này là gì", EN: "? nobody has said what this is"},
		"colNameless":    {VI: "(không tên)", EN: "(no name)"},
		"colFor":         {VI: "Cột {header} đọc làm", EN: "Column {header} is read as"},
		"colRest":        {VI: "Bỏ qua mọi cột chưa rõ", EN: "Leave out every column that is not known"},
		"colDefaults":    {VI: "Giá trị cho dòng không ghi", EN: "Values for rows that state none"},
		"colAddDefault":  {VI: "Thêm giá trị mặc định", EN: "Add a default value"},
		"colDefaultOf":   {VI: "Trường", EN: "Field"},
		"colDefaultIs":   {VI: "Giá trị", EN: "Value"},
		"colDropDefault": {VI: "Bỏ giá trị mặc định {name}", EN: "Remove the default of {name}"},
		"colMore":        {VI: "Lựa chọn khác", EN: "Further options"},
		"colFrom":        {VI: "Hiệu lực từ ngày", EN: "Valid from"},
		"colOperators":   {VI: "Lập doanh nghiệp mà sổ chưa có", EN: "Make operators that the registry lacks"},
		"colKeepFirst":   {VI: "Nhiều dòng về một đối tượng: giữ dòng đầu", EN: "Several rows about one thing: keep the first"},
		"colInCommune":   {VI: "Không có tọa độ: tạm đặt trong xã, đánh dấu gần đúng", EN: "No coordinates: place in the commune, marked approximate"},
		"colCodesAsOf":   {VI: "Mã xã trong tệp là của ngày", EN: "Commune codes of the file are of"},
		"colStars":       {VI: "* bắt buộc với bản ghi mới", EN: "* required of new records"},

		"crsTitle":     {VI: "Tọa độ trong tệp thuộc hệ nào", EN: "Which system the coordinates are in"},
		"crsMetres":    {VI: "Tọa độ tính bằng mét: phải chọn múi. Một tỉnh có thể giữ hồ sơ ở hai múi, nên không tự suy ra; bảng dưới cho biết mỗi múi khớp đến đâu.", EN: "The coordinates are in metres: choose the zone. A province may keep files in two zones, so it is not inferred; the table shows how well each agrees."},
		"crsDegrees":   {VI: "Tọa độ tính bằng độ: WGS 84 trừ khi tệp là VN-2000 (lệch khoảng 225 m).", EN: "The coordinates are in degrees: WGS 84 unless the file is in VN-2000 (about 225 m off)."},
		"crsNone":      {VI: "Tệp không có tọa độ.", EN: "The file has no coordinates."},
		"crsSystem":    {VI: "Hệ tọa độ", EN: "Reference system"},
		"crsInside":    {VI: "Trong các xã", EN: "In any commune"},
		"crsInCommune": {VI: "Đúng xã đã ghi", EN: "In the row's own"},
		"crsOther":     {VI: "Hệ khác", EN: "Another system"},
		"crsMeridian":  {VI: "VN-2000, kinh tuyến trục {meridian}", EN: "VN-2000, central meridian {meridian}"},
		"crsMap":       {VI: "Các dòng sẽ nằm ở đây", EN: "Where the rows would lie"},
		"crsPoints":    {VI: "{n} điểm trên bản đồ", EN: "{n} points on the map"},
		"crsNoPoints":  {VI: "Chưa có điểm nào: chọn hệ tọa độ.", EN: "No points yet: choose the reference system."},
		"outCreated":   {VI: "tạo mới", EN: "new"},
		"outChanged":   {VI: "thay đổi", EN: "changed"},
		"outUnchanged": {VI: "không đổi", EN: "unchanged"},
		"outRejected":  {VI: "có lỗi", EN: "with errors"},
		"outRepeated":  {VI: "lặp lại", EN: "repeated"},
	}
}

func importSaveWords() vocabulary {
	return vocabulary{
		"chkRows":        {VI: "Dòng", EN: "Rows"},
		"chkFaults":      {VI: "{n} lỗi", EN: "{n} errors"},
		"chkWarnings":    {VI: "{n} cảnh báo", EN: "{n} warnings"},
		"chkClean":       {VI: "✓ Không có lỗi: ghi được.", EN: "✓ No errors: it can be written."},
		"chkNotYet":      {VI: "✕ Còn {n} lỗi: không ghi gì cho đến khi sửa xong. Sửa tệp rồi gửi lại, hoặc đổi lựa chọn ở các bước trước.", EN: "✕ {n} errors: nothing is written until they are mended. Correct the file and send it again, or change the options of earlier steps."},
		"chkGroups":      {VI: "Theo loại", EN: "By kind of problem"},
		"chkList":        {VI: "Từng dòng", EN: "Row by row"},
		"chkAll":         {VI: "lỗi và cảnh báo", EN: "errors and warnings"},
		"chkOnlyFaults":  {VI: "chỉ lỗi", EN: "errors only"},
		"chkOnlyWarns":   {VI: "chỉ cảnh báo", EN: "warnings only"},
		"chkShow":        {VI: "Hiện", EN: "Show"},
		"chkSeverity":    {VI: "Mức", EN: "Severity"},
		"chkColumn":      {VI: "Cột", EN: "Column"},
		"chkValue":       {VI: "Giá trị", EN: "Value"},
		"chkExpected":    {VI: "Cần", EN: "Expected"},
		"chkCount":       {VI: "Số", EN: "Count"},
		"chkError":       {VI: "✕ lỗi", EN: "✕ error"},
		"chkWarning":     {VI: "? cảnh báo", EN: "? warning"},
		"chkDownload":    {VI: "Tải danh sách:", EN: "Download the list:"},
		"chkUnlisted":    {VI: "và {n} nữa không liệt kê", EN: "and {n} more that are not listed"},
		"chkNoProblems":  {VI: "Không có lỗi hay cảnh báo nào.", EN: "There are no errors or warnings."},
		"chkRelated":     {VI: "Kèm theo: {n} bản ghi {kind}: {why}", EN: "Along with it: {n} records of {kind}: {why}"},
		"saveReason":     {VI: "Lý do, ghi vào lịch sử", EN: "Reason, kept in the history"},
		"saveHint":       {VI: "Ví dụ: danh sách kiểm kê quý II/2021 của Viettel", EN: "For example: Viettel's inventory of the second quarter of 2021"},
		"saveButton":     {VI: "Ghi {created} bản ghi mới, {changed} thay đổi", EN: "Write {created} new records, {changed} changes"},
		"saveNothing":    {VI: "Sổ đã có đúng như tệp: không có gì để ghi.", EN: "The registry already says what the file says: nothing to write."},
		"saveAtOnce":     {VI: "Tất cả trong một giao dịch, hoặc không gì cả.", EN: "All of it in one transaction, or nothing."},
		"saveDone":       {VI: "✓ Đã ghi: {created} mới, {changed} thay đổi, {unchanged} không đổi.", EN: "✓ Written: {created} new, {changed} changed, {unchanged} unchanged."},
		"saveToList":     {VI: "Xem danh sách trên bản đồ", EN: "See the list on the map"},
		"saveToChanges":  {VI: "Xem các thay đổi", EN: "See the changes"},
		"saveUndo":       {VI: "Hoàn tác cả lần nhập", EN: "Undo the whole import"},
		"saveUndoAsk":    {VI: "Hoàn tác {n} thay đổi của lần ghi này? Lịch sử giữ cả hai.", EN: "Undo the {n} changes of this write? The history keeps both."},
		"saveUndoYes":    {VI: "Hoàn tác {n} thay đổi", EN: "Undo {n} changes"},
		"saveUndone":     {VI: "Đã hoàn tác {n} thay đổi bằng những thay đổi mới.", EN: "{n} changes were undone by new changes."},
		"saveUndoReason": {VI: "hoàn tác lần ghi {request}", EN: "undo of the write {request}"},
	}
}

func exportWords() vocabulary {
	return vocabulary{
		"expTitle":     {VI: "Tải bản ghi thành tệp", EN: "Download records as a file"},
		"expFilter":    {VI: "Bộ lọc", EN: "Filters"},
		"expAdd":       {VI: "Thêm điều kiện", EN: "Add a condition"},
		"expField":     {VI: "Trường", EN: "Field"},
		"expCompare":   {VI: "So sánh", EN: "Comparison"},
		"expValue":     {VI: "Giá trị", EN: "Value"},
		"expDrop":      {VI: "Bỏ điều kiện", EN: "Remove the condition"},
		"expIs":        {VI: "là", EN: "is"},
		"expNot":       {VI: "không là", EN: "is not"},
		"expContains":  {VI: "chứa", EN: "contains"},
		"expAtLeast":   {VI: "từ", EN: "at least"},
		"expAtMost":    {VI: "đến", EN: "at most"},
		"expMissing":   {VI: "chưa ghi", EN: "is not stated"},
		"expText":      {VI: "Chữ trong bản ghi", EN: "Words in the record"},
		"expUnit":      {VI: "Mã đơn vị hành chính", EN: "Code of an administrative unit"},
		"expAsOf":      {VI: "Vào ngày", EN: "As of"},
		"expFields":    {VI: "Các trường", EN: "Fields"},
		"expAllFields": {VI: "mọi trường", EN: "every field"},
		"expChosen":    {VI: "{n} trường", EN: "{n} fields"},
		"expNone":      {VI: "Bỏ chọn", EN: "Choose none"},
		"expEvery":     {VI: "Chọn hết", EN: "Choose all"},
		"expFormat":    {VI: "Định dạng", EN: "Format"},
		"expCount":     {VI: "{n} / {total} bản ghi", EN: "{n} of {total} records"},
		"expEmpty":     {VI: "Không bản ghi nào khớp: bớt điều kiện.", EN: "No record matches: remove a condition."},
		"expButton":    {VI: "Tải {n} bản ghi, {format}", EN: "Download {n} records, {format}"},
		"expBack":      {VI: "Tệp tải về nhập lại được nguyên vẹn.", EN: "The file can be imported again as it is."},
		"expPDF":       {VI: "PDF (tờ A4 với bản đồ và bảng)", EN: "PDF (an A4 sheet with map and table)"},
		"expCSVExcel":  {VI: "CSV cho Excel", EN: "CSV for Excel"},
	}
}

func changesWords() vocabulary {
	return vocabulary{
		"chgTitle":   {VI: "Nhật ký thay đổi, mới nhất trước", EN: "The chain of changes, newest first"},
		"chgAnyKind": {VI: "mọi loại", EN: "every kind"},
		"chgActor":   {VI: "Người thực hiện", EN: "Who"},
		"chgFrom":    {VI: "Từ ngày", EN: "From"},
		"chgTo":      {VI: "Đến hết ngày", EN: "Until the end of"},
		"chgRequest": {VI: "Một lần ghi: {request}", EN: "One write: {request}"},
		"chgSame":    {VI: "cùng lần ghi", EN: "same write"},
		"chgSeq":     {VI: "Số", EN: "No."},
		"chgWhen":    {VI: "Lúc", EN: "When"},
		"chgWhat":    {VI: "Việc", EN: "What"},
		"chgFields":  {VI: "Khác biệt", EN: "Differences"},
		"chgNone":    {VI: "Không có thay đổi nào khớp.", EN: "No change matches."},
		"chgCount":   {VI: "{n} thay đổi", EN: "{n} changes"},
		"chgMore":    {VI: "và {n} trường nữa", EN: "and {n} more fields"},
		"chgOutside": {VI: "ngoài chương trình", EN: "outside the program"},
	}
}

func checksWords() vocabulary {
	return vocabulary{
		"revTitle":    {VI: "Các bản ghi đang có qua các phép kiểm tra", EN: "The records that are held, put to the checks"},
		"revIntro":    {VI: "Cùng các phép kiểm tra và mức như khi nhập: giới hạn của trường, mã xã, ranh giới tỉnh, xã khai báo, bản ghi trùng.", EN: "By the same checks and levels as imports: limits of fields, commune codes, the province's boundary, communes declared, doubles."},
		"revClean":    {VI: "✓ {n} bản ghi, không có phát hiện nào.", EN: "✓ {n} records, and nothing was found."},
		"revFound":    {VI: "{found} phát hiện trong {n} bản ghi", EN: "{found} findings in {n} records"},
		"revRule":     {VI: "Phép kiểm tra", EN: "Check"},
		"revAnyRule":  {VI: "mọi phép kiểm tra", EN: "every check"},
		"revLevels":   {VI: "Mức của từng phép kiểm tra", EN: "Level of each check"},
		"revRunning":  {VI: "Đang kiểm tra…", EN: "Checking…"},
		"levelError":  {VI: "lỗi", EN: "error"},
		"levelWarn":   {VI: "cảnh báo", EN: "warning"},
		"levelNote":   {VI: "chỉ đếm", EN: "counted only"},
		"levelOff":    {VI: "không kiểm tra", EN: "off"},
		"revFinding":  {VI: "Phát hiện", EN: "Finding"},
		"revRecordOf": {VI: "Mở bản ghi", EN: "Open the record"},
	}
}
