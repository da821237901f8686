package web

import (
	"strconv"

	"hatang/registry/planning"
)

// planningMastWords are those of the mast of a new mobile site, of what coverage
// rests on, and of the weights by which people count.
func planningMastWords() vocabulary {
	height := strconv.FormatFloat(planning.DefaultMastHeightM, 'f', 0, 64)
	return vocabulary{
		"foot":                   {VI: "Vùng phủ của vị trí mới", EN: "Footprint of a new site"},
		"footMast":               {VI: "tính theo cột", EN: "computed"},
		"footDisc":               {VI: "hình tròn", EN: "disc"},
		"technology":             {VI: "Công nghệ", EN: "Technology"},
		"operator":               {VI: "Tính mạng của", EN: "Network of"},
		"anybody":                {VI: "mọi mạng", EN: "anybody"},
		"height":                 {VI: "Độ cao anten, m (thường " + height + ")", EN: "Antenna height, m (usually " + height + ")"},
		"helpCoverNew":           {VI: "Số dân chưa được phủ mà các vị trí mới phủ thêm là lớn nhất.", EN: "The people not covered yet whom new sites cover are most."},
		"antenna":                {VI: "Anten, công suất", EN: "Antenna and power"},
		"band":                   {VI: "Băng tần, MHz", EN: "Band, MHz"},
		"eirp":                   {VI: "EIRP, dBm", EN: "EIRP, dBm"},
		"azimuths":               {VI: "Hướng các sector, độ", EN: "Azimuths of the sectors, degrees"},
		"allRound":               {VI: "mọi hướng, hoặc 0, 120, 240", EN: "all round, or 0, 120, 240"},
		"azimuthsWrong":          {VI: "Nhập các hướng từ 0 đến 360, cách nhau dấu phẩy, như 0, 120, 240.", EN: "Enter azimuths from 0 to 360, separated by commas, such as 0, 120, 240."},
		"reach":                  {VI: "Tính vùng phủ đến, m", EN: "Footprint computed to, m"},
		"reachHint":              {VI: "như lần tính trước, hoặc 10000", EN: "as computed before, or 10000"},
		"flat":                   {VI: "không xét địa hình", EN: "leave the terrain out"},
		"assumed":                {VI: "theo giả định", EN: "assumed"},
		"mastAssumed":            {VI: "Giả định của sổ cho chỗ không nhập: {what}.", EN: "The registry assumes for what is left out: {what}."},
		"mastAssumedSome":        {VI: "Chỗ không nhập được lấy theo giả định của sổ; kết quả nêu từng giá trị.", EN: "What is left out is as the registry assumes; the outcome names each value."},
		"mastBand":               {VI: "tần số {mhz} MHz", EN: "frequency {mhz} MHz"},
		"mastPower":              {VI: "EIRP {eirp} dBm = {power} dBm − {loss} dB + {gain} dBi", EN: "EIRP {eirp} dBm = {power} dBm − {loss} dB + {gain} dBi"},
		"mastSectors":            {VI: "búp sóng {width}°, góc cúi {tilt}°", EN: "beamwidth {width}°, tilt {tilt}°"},
		"mastOmni":               {VI: "anten phát mọi hướng", EN: "antennas radiate all round"},
		"mastReach":              {VI: "tính đến nơi lần tính vùng phủ trước đã tính, chưa có thì 10 km", EN: "computed as far as coverage was before, else to 10 km"},
		"basis":                  {VI: "Căn cứ vùng phủ", EN: "What coverage rests on"},
		"basisModel":             {VI: "Mô hình", EN: "Model"},
		"basisNew":               {VI: "Vị trí mới", EN: "A new site"},
		"basisMast":              {VI: "{technology}, anten {height} m, {mhz} MHz, EIRP {eirp} dBm, {antenna}", EN: "{technology}, antennas at {height} m, {mhz} MHz, EIRP {eirp} dBm, {antenna}"},
		"basisUsable":            {VI: "Mức dùng được", EN: "Usable from"},
		"basisAssumed":           {VI: "Giả định", EN: "Assumed"},
		"basisTerrain":           {VI: "Địa hình", EN: "Terrain"},
		"basisNone":              {VI: "không", EN: "none"},
		"basisSites":             {VI: "Vị trí hiện có", EN: "Sites that there are"},
		"basisSitesText":         {VI: "{computed} theo vùng phủ đã tính, {declared} theo bán kính khai báo, {unknown} không rõ", EN: "{computed} by computed footprints, {declared} by the radius declared, {unknown} unknown"},
		"basisCaveats":           {VI: "Lưu ý", EN: "To be doubted"},
		"as_gain_dbi":            {VI: "độ lợi anten", EN: "antenna gain"},
		"as_omni":                {VI: "phát mọi hướng", EN: "radiating all round"},
		"as_eirp_dbm":            {VI: "công suất (EIRP)", EN: "power (EIRP)"},
		"as_frequency_mhz":       {VI: "tần số", EN: "frequency"},
		"as_beamwidth_deg":       {VI: "độ rộng búp sóng", EN: "beamwidth"},
		"as_vertical_beam_deg":   {VI: "búp sóng đứng", EN: "vertical beam"},
		"as_electrical_tilt_deg": {VI: "góc cúi", EN: "tilt"},
		"weights":                {VI: "Trọng số của người dân khi chọn", EN: "Weights of people in the choice"},
		"weightsHelp":            {VI: "Khi chọn điểm, mỗi người ở đây được tính bằng bấy nhiêu người. Chỉ đổi cách chọn: mọi chỉ tiêu vẫn đếm người thật.", EN: "When points are chosen, each person here counts for so many. It steers the choice alone: all figures go on counting people as they are."},
		"weightType":             {VI: "Dân ở {type}, ×", EN: "A person of a {type}, ×"},
		"weightBeyond":           {VI: "Dân đang ở ngoài bán kính, ×", EN: "A person now beyond the radius, ×"},
		"weighCommune":           {VI: "Riêng một xã (xã nghèo, vùng khó khăn…), ×", EN: "One commune by itself (poor, remote…), ×"},
		"weightOf":               {VI: "Trọng số của xã này, từ 0,01 đến 100", EN: "Weight of this commune, from 0.01 to 100"},
		"weigh":                  {VI: "Đặt", EN: "Set"},
	}
}
