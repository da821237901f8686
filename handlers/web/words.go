package web

import "hatang/registry"

// Words are the fixed texts of the page in one language. The scripts get the
// same table as JSON. {name} marks what a script fills in.
type Words struct {
	DeskWords
	MapWords
	CompareWords

	Lang       string `json:"lang"`
	Brand      string `json:"brand"`
	SwitchTo   string `json:"switchTo"` // the other language, by its own name
	Notice     string `json:"notice"`
	SkipToData string `json:"skipToData"`
	Theme      string `json:"theme"`
	NoScript   string `json:"noScript"`
	Download   string `json:"download"`

	Map        string `json:"map"`
	MapHelp    string `json:"mapHelp"`
	ZoomIn     string `json:"zoomIn"`
	ZoomOut    string `json:"zoomOut"`
	Legend     string `json:"legend"`
	Units      string `json:"units"`
	Postal     string `json:"postal"`
	Sites      string `json:"sites"`
	Radio      string `json:"radio"`
	OtherOwner string `json:"otherOwner"`
	Hollow     string `json:"hollow"`
	Dashed     string `json:"dashed"`
	NoWebGL    string `json:"noWebGL"`

	Figures     string `json:"figures"`
	Unit        string `json:"unit"`
	WholeOf     string `json:"wholeOf"`
	Networks    string `json:"networks"`
	NetPostal   string `json:"netPostal"`
	NetBTS      string `json:"netBts"`
	NetRadio    string `json:"netRadio"`
	AsOf        string `json:"asOf"`
	Loading     string `json:"loading"`
	Failed      string `json:"failed"`
	Retry       string `json:"retry"`
	Live        string `json:"live"`
	Lost        string `json:"lost"`
	Official    string `json:"official"`
	Circle      string `json:"circle"`
	HalfSquare  string `json:"halfSquare"`
	PerPoint    string `json:"perPoint"`
	PeopleUnit  string `json:"peopleUnit"`
	PointUnit   string `json:"pointUnit"`
	Points      string `json:"points"`
	Area        string `json:"area"`
	People      string `json:"people"`
	Shares      string `json:"shares"`
	Published   string `json:"published"`
	Printed     string `json:"printed"`
	Reference   string `json:"reference"`
	RefIntro    string `json:"refIntro"`
	NoAccess    string `json:"noAccess"`
	Mean        string `json:"mean"`
	P50         string `json:"p50"`
	P90         string `json:"p90"`
	R95         string `json:"r95"`
	Max         string `json:"max"`
	Within      string `json:"within"`
	Declared    string `json:"declared"`
	DeclaredOf  string `json:"declaredOf"`
	Covered     string `json:"covered"`
	CoveredArea string `json:"coveredArea"`
	Worst       string `json:"worst"`
	WorstHelp   string `json:"worstHelp"`
	PointTable  string `json:"pointTable"`
	FindPoint   string `json:"findPoint"`
	Name        string `json:"name"`
	Commune     string `json:"commune"`
	Serves      string `json:"serves"`
	MeanShort   string `json:"meanShort"`
	More        string `json:"more"`
	NoPoints    string `json:"noPoints"`
	NoneFound   string `json:"noneFound"`
	Notes       string `json:"notes"`
	Method      string `json:"method"`
	Surface     string `json:"surface"`
	Model       string `json:"model"`
	Sequence    string `json:"sequence"`
	Formula     string `json:"formula"`
	Value       string `json:"value"`
	Source      string `json:"source"`
	NoSource    string `json:"noSource"`
	Year        string `json:"year"`
	Counted     string `json:"counted"`
	NotCounted  string `json:"notCounted"`
	Computed    string `json:"computed"`
	MeanMeans   string `json:"meanMeans"`
	P50Means    string `json:"p50Means"`
	P90Means    string `json:"p90Means"`
	R95Means    string `json:"r95Means"`
	MaxMeans    string `json:"maxMeans"`
	WithinMeans string `json:"withinMeans"`
	ShareMeans  string `json:"shareMeans"`
	UnionMeans  string `json:"unionMeans"`

	Here          string `json:"here"`
	HereAtCentre  string `json:"hereAtCentre"`
	HereNone      string `json:"hereNone"`
	Close         string `json:"close"`
	NearestPostal string `json:"nearestPostal"`
	NearestSites  string `json:"nearestSites"`
	CommuneRadio  string `json:"communeRadio"`
	Nothing       string `json:"nothing"`
	Population    string `json:"population"`
	ShowFigures   string `json:"showFigures"`
	Approximate   string `json:"approximate"`
	Operator      string `json:"operator"`
	Class         string `json:"class"`
	Technology    string `json:"technology"`
	State         string `json:"state"`
	HeightM       string `json:"heightM"`
	Code          string `json:"code"`
}

// wordsIn is the table of a language.
func wordsIn(lang registry.Lang) Words {
	words := vietnamese()
	if lang == registry.EN {
		words = english()
	}
	words.DeskWords, words.MapWords, words.CompareWords = deskWordsIn(lang), mapWordsIn(lang), compareWordsIn(lang)
	return words
}

//nolint:funlen // a table
func vietnamese() Words {
	return Words{
		Lang:       "vi",
		Brand:      "Hạ tầng",
		SwitchTo:   "English",
		Notice:     "Lưu ý",
		SkipToData: "Đến số liệu",
		Theme:      "Đổi nền sáng, tối",
		NoScript:   "Bản đồ cần JavaScript. Số liệu vẫn tải về được:",
		Download:   "Tải về",

		Map:        "Bản đồ",
		MapHelp:    "Phím mũi tên di chuyển, + và − thu phóng, Enter: ai phục vụ ở giữa bản đồ.",
		ZoomIn:     "Phóng to",
		ZoomOut:    "Thu nhỏ",
		Legend:     "Chú giải",
		Units:      "Ranh giới xã",
		Postal:     "Điểm bưu chính",
		Sites:      "Vị trí BTS",
		Radio:      "Đài truyền thanh",
		OtherOwner: "khác",
		Hollow:     "Dấu rỗng: vị trí gần đúng",
		Dashed:     "Nét đứt: ranh giới minh họa",
		NoWebGL:    "Trình duyệt này không vẽ được bản đồ (thiếu WebGL). Số liệu, danh sách điểm và xã vẫn đầy đủ.",

		Figures:     "Số liệu phục vụ",
		Unit:        "Đơn vị",
		WholeOf:     "Toàn tỉnh",
		Networks:    "Mạng lưới",
		NetPostal:   "Bưu chính",
		NetBTS:      "BTS",
		NetRadio:    "Truyền thanh",
		AsOf:        "tại ngày {date}",
		Loading:     "Đang tính…",
		Failed:      "Không lấy được số liệu: {why}",
		Retry:       "Thử lại",
		Live:        "Cập nhật {time}",
		Lost:        "Mất kết nối, đang thử lại",
		Official:    "Số liệu chính thức",
		Circle:      "Bán kính phục vụ bình quân",
		HalfSquare:  "Theo nửa cạnh hình vuông",
		PerPoint:    "Số dân phục vụ bình quân",
		PeopleUnit:  "người",
		PointUnit:   "điểm",
		Points:      "Số điểm (N)",
		Area:        "Diện tích (S)",
		People:      "Dân số (P)",
		Shares:      "Tỷ lệ",
		Published:   "So với số đã công bố",
		Printed:     "đã công bố {value}",
		Reference:   "Khoảng cách đến điểm gần nhất (tham khảo)",
		RefIntro:    "Mỗi ô dân cư tính đến điểm gần nhất, đo trên ellipsoid.",
		NoAccess:    "Chưa tính được khoảng cách cho đơn vị này.",
		Mean:        "Bình quân",
		P50:         "Trung vị",
		P90:         "90 % dân",
		R95:         "95 % dân",
		Max:         "Xa nhất",
		Within:      "Trong {km} km",
		Declared:    "Vùng phủ khai báo",
		Covered:     "Dân trong vùng phủ",
		CoveredArea: "Diện tích vùng phủ",
		DeclaredOf:  "{points} điểm có bán kính khai báo, {without} điểm không; chồng lấn tính một lần.",
		Worst:       "Xã xa điểm phục vụ nhất",
		WorstHelp:   "bình quân theo dân",
		PointTable:  "Các điểm",
		FindPoint:   "Tìm theo tên, mã, xã (không cần dấu)",
		Name:        "Tên",
		Commune:     "Xã",
		Serves:      "Người",
		MeanShort:   "Bq.",
		More:        "Xem thêm {n}",
		NoPoints:    "Chưa có điểm nào ở đây. Nhập bằng hatang import, hoặc thêm qua API.",
		NoneFound:   "Không có điểm nào khớp.",
		Notes:       "Ghi chú",
		Method:      "Cách tính",
		Surface:     "Bề mặt dân cư",
		Model:       "Mô hình",
		Sequence:    "Thay đổi thứ",
		Formula:     "Công thức",
		Value:       "Giá trị",
		Source:      "Nguồn",
		NoSource:    "chưa ghi nguồn",
		Year:        "Năm",
		Counted:     "N gồm",
		NotCounted:  "Không tính vào N",
		Computed:    "Tính tại ngày",

		MeanMeans:   "Quãng đường bình quân của một người đến điểm gần nhất.",
		P50Means:    "Một nửa số dân ở gần hơn khoảng cách này.",
		P90Means:    "90 % số dân ở gần hơn khoảng cách này.",
		R95Means:    "Bán kính chứa 95 % số dân.",
		MaxMeans:    "Ô có dân ở xa nhất.",
		WithinMeans: "Tỷ lệ dân có điểm gần nhất trong {km} km.",
		ShareMeans:  "Phần chia cho tổng.",
		UnionMeans:  "Hợp các hình tròn theo bán kính khai báo; mỗi người tính một lần.",

		Here:          "Ở đây",
		HereAtCentre:  "Ai phục vụ ở giữa bản đồ?",
		HereNone:      "Ngoài các xã trong sổ đăng ký.",
		Close:         "Đóng",
		NearestPostal: "Điểm bưu chính gần nhất",
		NearestSites:  "Vị trí BTS gần nhất",
		CommuneRadio:  "Đài truyền thanh của xã",
		Nothing:       "không có",
		Population:    "Dân số",
		ShowFigures:   "Xem số liệu của đơn vị này",
		Approximate:   "vị trí gần đúng",
		Operator:      "Doanh nghiệp",
		Class:         "Loại",
		Technology:    "Công nghệ",
		State:         "Trạng thái",
		HeightM:       "Chiều cao",
		Code:          "Mã",
	}
}

//nolint:funlen // a table
func english() Words {
	return Words{
		Lang:       "en",
		Brand:      "Hạ tầng",
		SwitchTo:   "Tiếng Việt",
		Notice:     "Notice",
		SkipToData: "To the figures",
		Theme:      "Switch light and dark",
		NoScript:   "The map needs JavaScript. The figures can be downloaded all the same:",
		Download:   "Download",

		Map:        "Map",
		MapHelp:    "Arrow keys move, + and − zoom, Enter: who serves the centre of the map.",
		ZoomIn:     "Zoom in",
		ZoomOut:    "Zoom out",
		Legend:     "Legend",
		Units:      "Communes",
		Postal:     "Postal points",
		Sites:      "BTS sites",
		Radio:      "Radio stations",
		OtherOwner: "other",
		Hollow:     "Hollow mark: approximate position",
		Dashed:     "Dashed line: schematic boundary",
		NoWebGL:    "This browser cannot draw the map (no WebGL). The figures and the lists of points and communes are complete.",

		Figures:     "Served figures",
		Unit:        "Unit",
		WholeOf:     "Whole province",
		Networks:    "Networks",
		NetPostal:   "Postal",
		NetBTS:      "BTS",
		NetRadio:    "Radio",
		AsOf:        "as of {date}",
		Loading:     "Computing…",
		Failed:      "The figures could not be had: {why}",
		Retry:       "Try again",
		Live:        "Updated {time}",
		Lost:        "Connection lost, trying again",
		Official:    "Official figures",
		Circle:      "Mean service radius",
		HalfSquare:  "By the half-square formula",
		PerPoint:    "People served per point",
		PeopleUnit:  "people",
		PointUnit:   "point",
		Points:      "Points (N)",
		Area:        "Area (S)",
		People:      "Population (P)",
		Shares:      "Shares",
		Published:   "Beside published figures",
		Printed:     "published {value}",
		Reference:   "Distance to the nearest point (for reference)",
		RefIntro:    "Every populated cell to its nearest point, on the ellipsoid.",
		NoAccess:    "Distances could not be computed for this unit.",
		Mean:        "Mean",
		P50:         "Median",
		P90:         "90 % of people",
		R95:         "95 % of people",
		Max:         "Farthest",
		Within:      "Within {km} km",
		Declared:    "Declared coverage",
		Covered:     "People covered",
		CoveredArea: "Area covered",
		DeclaredOf:  "{points} points declare a radius, {without} do not; overlaps count once.",
		Worst:       "Communes farthest from service",
		WorstHelp:   "mean, by people",
		PointTable:  "Points",
		FindPoint:   "Find by name, code, commune (accents may be left out)",
		Name:        "Name",
		Commune:     "Commune",
		Serves:      "People",
		MeanShort:   "Mean",
		More:        "Show {n} more",
		NoPoints:    "No point here yet. Add some with hatang import, or through the API.",
		NoneFound:   "No point matches.",
		Notes:       "Notes",
		Method:      "Method",
		Surface:     "Population surface",
		Model:       "Model",
		Sequence:    "At change",
		Formula:     "Formula",
		Value:       "Value",
		Source:      "Source",
		NoSource:    "no source stated",
		Year:        "Year",
		Counted:     "N counts",
		NotCounted:  "Left out of N",
		Computed:    "Computed as of",

		MeanMeans:   "How far a person is from the nearest point, on average.",
		P50Means:    "Half of the people are closer than this.",
		P90Means:    "90 % of the people are closer than this.",
		R95Means:    "The radius that holds 95 % of the people.",
		MaxMeans:    "The farthest cell in which people live.",
		WithinMeans: "The share of people whose nearest point is within {km} km.",
		ShareMeans:  "Part divided by whole.",
		UnionMeans:  "The union of the discs of declared radius; each person counts once.",

		Here:          "Here",
		HereAtCentre:  "Who serves the centre?",
		HereNone:      "Outside the communes of the registry.",
		Close:         "Close",
		NearestPostal: "Nearest postal point",
		NearestSites:  "Nearest BTS sites",
		CommuneRadio:  "Radio station of the commune",
		Nothing:       "none",
		Population:    "Population",
		ShowFigures:   "Show the figures of this unit",
		Approximate:   "approximate position",
		Operator:      "Operator",
		Class:         "Class",
		Technology:    "Technology",
		State:         "State",
		HeightM:       "Height",
		Code:          "Code",
	}
}
