"""Targets: real phrasing → the record it stands for, and what must hold for any text."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.clean import clean
from extractors.document import Span
from extractors.outline import outline
from extractors.read import read
from extractors.records import HeaderField, Target
from extractors.tables import Tables
from extractors.targets import find_targets


def header(**fields: str) -> tuple[HeaderField, ...]:
    return tuple(HeaderField(name, value, "header", Span(0, 0), "test") for name, value in fields.items())


REPORT = "I. KẾT QUẢ THỰC HIỆN NĂM 2024\n\n"
PLAN_2025 = header(doc_type="Kế hoạch", plan_year="2025", issued_on=date(2025, 1, 10).isoformat())


def targets_of(text: str, fields: tuple[HeaderField, ...] = PLAN_2025, tables: Tables | None = None) -> list[Target]:
    cleaned = clean(read(text.encode()))
    return list(find_targets(cleaned, outline(cleaned), fields, tables or Tables()))


# One row a sentence: the sentence, then for each percentage (value, comparator, role, year, subject, scope).
CASES: list[tuple[str, list[tuple[float, str, str, int | None, str | None, str | None]]]] = [
    # number first
    (
        "- 100% thôn, bản có tổ công nghệ số cộng đồng.",
        [(100, "=", "target", 2025, "thôn, bản có tổ công nghệ số cộng đồng", None)],
    ),
    (
        "- Phấn đấu 85% hộ dân được dùng nước sạch.",
        [(85, "=", "target", 2025, "hộ dân được dùng nước sạch", None)],
    ),
    (
        "- Duy trì 100% trạm y tế có bác sĩ làm việc.",
        [(100, "=", "target", 2025, "trạm y tế có bác sĩ làm việc", None)],
    ),
    (
        "- Bảo đảm tối thiểu 70% số cuộc họp được tổ chức trực tuyến, giúp tiết kiệm chi phí.",
        [(70, ">=", "target", 2025, "số cuộc họp được tổ chức trực tuyến", None)],
    ),
    (
        "- Có trên 60% hợp tác xã áp dụng nhật ký điện tử, góp phần minh bạch nguồn gốc nông sản.",
        [(60, ">", "target", 2025, "hợp tác xã áp dụng nhật ký điện tử", None)],
    ),
    (
        "- 100% văn bản đi được ký số (trừ văn bản mật); lưu trữ theo quy định.",
        [(100, "=", "target", 2025, "văn bản đi được ký số (trừ văn bản mật)", None)],
    ),
    (
        "- 95% hồ sơ được giải quyết đúng hạn nhằm nâng cao mức hài lòng.",
        [(95, "=", "target", 2025, "hồ sơ được giải quyết đúng hạn", None)],
    ),
    (
        "- 100% cơ sở dữ liệu được kết nối theo quy định tại Nghị định số 47/2020/NĐ-CP của Chính phủ.",
        [(100, "=", "target", 2025, "cơ sở dữ liệu được kết nối", None)],
    ),
    (
        "- 90% trường học bảo đảm an toàn theo quy định.",
        [(90, "=", "target", 2025, "trường học bảo đảm an toàn theo quy định", None)],
    ),
    (
        "- Một trăm phần trăm (100%) cán bộ xã được tập huấn an toàn thông tin.",
        [(100, "=", "target", 2025, "cán bộ xã được tập huấn an toàn thông tin", None)],
    ),
    (
        "- 70 - 80% số hộ kinh doanh chấp nhận thanh toán qua mã QR.",
        [(70, "=", "target", 2025, "số hộ kinh doanh chấp nhận thanh toán qua mã QR", None)],
    ),
    (
        "- Tuyên truyền, vận động để 100% người dân biết cách nộp hồ sơ trực tuyến.",
        [(100, "=", "target", 2025, "người dân biết cách nộp hồ sơ trực tuyến", None)],
    ),
    (
        "- Bố trí tối thiểu 1% tổng chi ngân sách cho chuyển đổi số.",
        [(1, ">=", "target", 2025, "tổng chi ngân sách cho chuyển đổi số", None)],
    ),
    # subject first
    (
        "- Tỷ lệ hồ sơ nộp trực tuyến đạt 80%.",
        [(80, "=", "target", 2025, "Tỷ lệ hồ sơ nộp trực tuyến", None)],
    ),
    (
        "- Tỷ lệ dân số từ 15 tuổi trở lên có tài khoản ngân hàng đạt 95%.",
        [(95, "=", "target", 2025, "Tỷ lệ dân số từ 15 tuổi trở lên có tài khoản ngân hàng", None)],
    ),
    (
        "- Tỷ lệ người tham gia bảo hiểm y tế đạt từ 95% trở lên.",
        [(95, ">=", "target", 2025, "Tỷ lệ người tham gia bảo hiểm y tế", None)],
    ),
    (
        "- Tỷ lệ thất nghiệp ở khu vực thành thị không quá 4%.",
        [(4, "<=", "target", 2025, "Tỷ lệ thất nghiệp ở khu vực thành thị", None)],
    ),
    (
        "- Tỷ lệ trẻ em suy dinh dưỡng giảm xuống dưới 15%.",
        [(15, "<", "target", 2025, "Tỷ lệ trẻ em suy dinh dưỡng giảm", None)],
    ),
    (
        "- Tỷ lệ lấp đầy khu công nghiệp đạt khoảng 70%.",
        [(70, "~", "target", 2025, "Tỷ lệ lấp đầy khu công nghiệp", None)],
    ),
    (
        "- Tỷ lệ đơn thuốc điện tử ≥ 90%; tỷ lệ bệnh án điện tử >80%.",
        [
            (90, ">=", "target", 2025, "Tỷ lệ đơn thuốc điện tử", None),
            (80, ">", "target", 2025, "tỷ lệ bệnh án điện tử", None),
        ],
    ),
    (
        "- Tỷ lệ hộ khá, giàu không dưới 40%; hộ nghèo không ít hơn 1%.",
        [
            (40, ">=", "target", 2025, "Tỷ lệ hộ khá, giàu", None),
            (1, ">=", "target", 2025, "hộ nghèo", None),
        ],
    ),
    (
        "- Doanh nghiệp dùng nền tảng số chiếm 50% trở lên trong tổng số doanh nghiệp đang hoạt động.",
        [(50, ">=", "target", 2025, "Doanh nghiệp dùng nền tảng số trong tổng số doanh nghiệp đang hoạt động", None)],
    ),
    (
        "- Tỷ lệ giải ngân vốn đầu tư công phấn đấu đạt 100% kế hoạch.",
        [(100, "=", "target", 2025, "Tỷ lệ giải ngân vốn đầu tư công kế hoạch", None)],
    ),
    (
        "- Nền tảng dùng chung được triển khai đạt tỷ lệ 40%.",
        [(40, "=", "target", 2025, "Nền tảng dùng chung được triển khai", None)],
    ),
    (
        "- Tỷ lệ cán bộ được đào tạo kỹ năng số: 100%.",
        [(100, "=", "target", 2025, "Tỷ lệ cán bộ được đào tạo kỹ năng số", None)],
    ),
    (
        "- Tỷ lệ hệ thống thông tin được bảo đảm an toàn đạt 100%.",
        [(100, "=", "target", 2025, "Tỷ lệ hệ thống thông tin được bảo đảm an toàn", None)],
    ),
    (
        "- Số cán bộ được cấp máy tính đạt 95%.",
        [(95, "=", "target", 2025, "Số cán bộ được cấp máy tính", None)],
    ),
    (
        "- Tỷ lệ thuê bao có tốc độ trên 100 Mb/s đạt 60%, khuyến khích doanh nghiệp mở rộng vùng phủ.",
        [(60, "=", "target", 2025, "Tỷ lệ thuê bao có tốc độ trên 100 Mb/s", None)],
    ),
    (
        "- Thiết bị đầu cuối được bảo vệ đạt tối thiểu khoảng 20%.",
        [(20, ">=", "target", 2025, "Thiết bị đầu cuối được bảo vệ", None)],
    ),
    (
        "- Tỷ lệ thủ tục được số hóa đạt 50%. trở lên",
        [(50, ">=", "target", 2025, "Tỷ lệ thủ tục được số hóa", None)],
    ),
    (
        "- Đưa tỷ lệ đô thị hóa lên 45%.",
        [(45, "=", "target", 2025, "tỷ lệ đô thị hóa", None)],
    ),
    # the number stands inside
    (
        "- Phổ cập mạng cáp quang đến 100% thôn.",
        [(100, "=", "target", 2025, "Phổ cập mạng cáp quang đến thôn", None)],
    ),
    (
        "- Cấp tài khoản định danh cho trên 90% công dân đủ điều kiện.",
        [(90, ">", "target", 2025, "Cấp tài khoản định danh cho công dân đủ điều kiện", None)],
    ),
    (
        "- Cổng thông tin của 100% cơ quan cấp sở được nâng cấp.",
        [(100, "=", "target", 2025, "Cổng thông tin của cơ quan cấp sở được nâng cấp", None)],
    ),
    (
        "- Thực hiện số hóa 100% hồ sơ còn hiệu lực trước ngày 31/12/2025.",
        [(100, "=", "target", 2025, "số hóa hồ sơ còn hiệu lực", None)],
    ),
    (
        "- Kinh tế số đóng góp khoảng 20% vào GRDP của tỉnh.",
        [(20, "~", "target", 2025, "Kinh tế số đóng góp vào GRDP của tỉnh", None)],
    ),
    (
        "- Cắt giảm ít nhất 30% thời gian giải quyết thủ tục.",
        [(30, ">=", "target", 2025, "Cắt giảm thời gian giải quyết thủ tục", None)],
    ),
    (
        "- Thu ngân sách tăng ít nhất 10% so với dự toán.",
        [(10, ">=", "target", 2025, "Thu ngân sách tăng so với dự toán", None)],
    ),
    # several in one sentence
    (
        "- Mạng cáp quang phủ trên 90% hộ gia đình, 100% nhà văn hóa.",
        [
            (90, ">", "target", 2025, "Mạng cáp quang phủ hộ gia đình", None),
            (100, "=", "target", 2025, "Mạng cáp quang phủ nhà văn hóa", None),
        ],
    ),
    (
        "- 70% hợp tác xã dùng nền tảng số, 100% được tập huấn và 5% tham gia sàn giao dịch.",
        [
            (70, "=", "target", 2025, "hợp tác xã dùng nền tảng số", None),
            (100, "=", "target", 2025, "hợp tác xã được tập huấn", None),
            (5, "=", "target", 2025, "hợp tác xã tham gia sàn giao dịch", None),
        ],
    ),
    (
        "- Ít nhất 80% người dân và 90% doanh nghiệp hài lòng với kết quả giải quyết.",
        [
            (80, ">=", "target", 2025, "người dân hài lòng với kết quả giải quyết", None),
            (90, "=", "target", 2025, "doanh nghiệp hài lòng với kết quả giải quyết", None),
        ],
    ),
    (
        "- Giảm 20% thời gian giải quyết và 30% chi phí tuân thủ.",
        [
            (20, "=", "target", 2025, "Giảm thời gian giải quyết", None),
            (30, "=", "target", 2025, "Giảm chi phí tuân thủ", None),
        ],
    ),
    (
        "- Nông nghiệp chiếm khoảng 25%; công nghiệp, xây dựng chiếm khoảng 40%.",
        [
            (25, "~", "target", 2025, "Nông nghiệp", None),
            (40, "~", "target", 2025, "công nghiệp, xây dựng", None),
        ],
    ),
    (
        "- Tỷ lệ trẻ em gái hoàn thành tiểu học đạt trên 98%; tỷ lệ hoàn thành trung học cơ sở đạt 90%.",
        [
            (98, ">", "target", 2025, "Tỷ lệ trẻ em gái hoàn thành tiểu học", None),
            (90, "=", "target", 2025, "tỷ lệ trẻ em gái hoàn thành trung học cơ sở", None),
        ],
    ),
    (
        "- Xây dựng 100% trường mầm non đạt chuẩn, trong đó có ít nhất 30% trường đạt chuẩn mức độ 2.",
        [
            (100, "=", "target", 2025, "Xây dựng trường mầm non đạt chuẩn", None),
            (30, ">=", "target", 2025, "trường đạt chuẩn mức độ 2", None),
        ],
    ),
    (
        "- Các phòng hoàn thành tất cả các nhiệm vụ, trong đó ít nhất 80% hoàn thành trước hạn.",
        [(80, ">=", "target", 2025, "các nhiệm vụ hoàn thành trước hạn", None)],
    ),
    # scope
    (
        "- 90% hồ sơ tại cấp tỉnh; 80% hồ sơ tại cấp huyện và 60% hồ sơ tại cấp xã được xử lý trên mạng.",
        [
            (90, "=", "target", 2025, "hồ sơ tại cấp tỉnh được xử lý trên mạng", "cấp tỉnh"),
            (80, "=", "target", 2025, "hồ sơ tại cấp huyện được xử lý trên mạng", "cấp huyện"),
            (60, "=", "target", 2025, "hồ sơ tại cấp xã được xử lý trên mạng", "cấp xã"),
        ],
    ),
    (
        "- Tỷ lệ hồ sơ xử lý trên mạng: cấp tỉnh đạt 90%, cấp xã đạt 60%.",
        [
            (90, "=", "target", 2025, "Tỷ lệ hồ sơ xử lý trên mạng", "cấp tỉnh"),
            (60, "=", "target", 2025, "Tỷ lệ hồ sơ xử lý trên mạng", "cấp xã"),
        ],
    ),
    (
        "- Trên 95% hộ gia đình ở đô thị và 85% hộ gia đình ở nông thôn được cấp nước sạch.",
        [
            (95, ">", "target", 2025, "hộ gia đình ở đô thị được cấp nước sạch", "đô thị"),
            (85, "=", "target", 2025, "hộ gia đình ở nông thôn được cấp nước sạch", "nông thôn"),
        ],
    ),
    (
        "- Báo cáo được ký số đạt tỷ lệ 95% đối với cơ quan cấp tỉnh và 90% đối với cấp xã.",
        [
            (95, "=", "target", 2025, "Báo cáo được ký số", "cơ quan cấp tỉnh"),
            (90, "=", "target", 2025, "Báo cáo được ký số", "cấp xã"),
        ],
    ),
    (
        "- Giảm lãi suất 2%/năm đối với khách hàng vay vốn.",
        [(2, "=", "target", 2025, "Giảm lãi suất đối với khách hàng vay vốn", None)],
    ),
    # years
    (
        "- Phấn đấu đến hết năm 2027, 100% xã có sân thể thao.",
        [(100, "=", "target", 2027, "xã có sân thể thao", None)],
    ),
    (
        "- Giai đoạn 2026 - 2030, trên 50% hộ dân có chữ ký số.",
        [(50, ">", "target", 2030, "hộ dân có chữ ký số", None)],
    ),
    (
        "- Đến năm 2026: 60% trường học đạt chuẩn quốc gia; đến năm 2030: 75%.",
        [
            (60, "=", "target", 2026, "trường học đạt chuẩn quốc gia", None),
            (75, "=", "target", 2030, "trường học đạt chuẩn quốc gia", None),
        ],
    ),
    (
        "- Tỷ lệ lao động nữ ít nhất vào năm 2026 đạt 40%.",
        [(40, ">=", "target", 2026, "Tỷ lệ lao động nữ", None)],
    ),
    (
        "- Tăng trưởng kinh tế năm 2025 đạt trên 8% và năm 2026 đạt từ 10% trở lên.",
        [
            (8, ">", "target", 2025, "Tăng trưởng kinh tế", None),
            (10, ">=", "target", 2026, "Tăng trưởng kinh tế", None),
        ],
    ),
    (
        "- Năm 2025 phấn đấu giảm ít nhất 5% số vụ tai nạn so với năm 2023.",
        [(5, ">=", "target", 2025, "giảm số vụ tai nạn so với năm 2023", None)],
    ),
    # baselines, results, others
    (
        "- Nâng tỷ lệ lao động qua đào tạo từ 45% năm 2024 lên 60% vào năm 2025.",
        [
            (45, "=", "other", 2024, "tỷ lệ lao động qua đào tạo", None),
            (60, "=", "target", 2025, "tỷ lệ lao động qua đào tạo", None),
        ],
    ),
    (
        "- Giảm tỷ lệ hộ nghèo từ 5,2% xuống còn dưới 3%.",
        [
            (5.2, "=", "other", None, "Giảm tỷ lệ hộ nghèo", None),
            (3, "<", "target", 2025, "Giảm tỷ lệ hộ nghèo", None),
        ],
    ),
    (
        "- Tỷ lệ hồ sơ trực tuyến đạt 85% (năm 2024 đạt 72%).",
        [
            (85, "=", "target", 2025, "Tỷ lệ hồ sơ trực tuyến", None),
            (72, "=", "result", 2024, "Tỷ lệ hồ sơ trực tuyến", None),
        ],
    ),
    (
        "- Hỗ trợ tối đa 50% chi phí mua thiết bị.",
        [(50, "<=", "other", None, "Hỗ trợ chi phí mua thiết bị", None)],
    ),
    (
        "- Đơn vị có tỷ lệ nữ thấp dưới 30% có thể điều chỉnh chỉ tiêu.",
        [(30, "<", "other", None, "tỷ lệ nữ", None)],
    ),
    (
        "- Mức thu 10 triệu đồng + (0,5% x phần chi phí vượt).",
        [(0.5, "=", "other", None, "phần chi phí vượt", None)],
    ),
    (
        "- Tỷ lệ hồ sơ đúng hạn đạt từ 95% trở lên: 2,5",
        [(95, ">=", "other", None, "Tỷ lệ hồ sơ đúng hạn", None)],
    ),
    (
        "- Số hồ sơ đúng hạn chia tổng số hồ sơ x 100% x 5",
        [(100, "=", "other", None, "Số hồ sơ đúng hạn chia tổng số hồ sơ", None)],
    ),
    (
        "Máy tính nối mạng nội bộ đảm bảo\n\n100%\n\nThường xuyên",
        [(100, "=", "target", 2025, "Máy tính nối mạng nội bộ", None)],
    ),
    (
        "- Có 28 trạm phát sóng (chiếm 32,2 %).",
        [(32.2, "=", "other", None, "trạm phát sóng", None)],
    ),
    # ends of fixed phrases, adverbs, quotes
    (
        "- Tỷ lệ người từ 80 tuổi trở lên đạt trên 40%.",
        [(40, ">", "target", 2025, "Tỷ lệ người từ 80 tuổi trở lên", None)],
    ),
    (
        "- Tỷ lệ cán bộ cấp xã trở lên đạt 70%.",
        [(70, "=", "target", 2025, "Tỷ lệ cán bộ cấp xã trở lên", None)],
    ),
    (
        "- Tỷ lệ xã nông thôn mới đạt 80%.",
        [(80, "=", "target", 2025, "Tỷ lệ xã nông thôn mới", None)],
    ),
    (
        "- Tỷ lệ thôn có quy ước đạt 100%.",
        [(100, "=", "target", 2025, "Tỷ lệ thôn có quy ước", None)],
    ),
    (
        "- Phấn đấu thu từ thuế giá trị gia tăng đạt 60%.",
        [(60, "=", "target", 2025, "thu từ thuế giá trị gia tăng", None)],
    ),
    (
        "- Có 90% xã, phường “không có tội phạm”.",
        [(90, "=", "target", 2025, "xã, phường “không có tội phạm”", None)],
    ),
    (
        "- Tỷ lệ hộ đạt danh hiệu “Gia đình học tập” đạt 95%.",
        [(95, "=", "target", 2025, "Tỷ lệ hộ đạt danh hiệu “Gia đình học tập”", None)],
    ),
    # subjects elided
    (
        "- Năm 2026: 80%; năm 2027: 90% hộ có vườn mẫu.",
        [
            (80, "=", "target", 2026, "hộ có vườn mẫu", None),
            (90, "=", "target", 2027, "hộ có vườn mẫu", None),
        ],
    ),
    (
        "- Phấn đấu năm 2026 có 30%, năm 2027 có 45% và năm 2028 có 70% hộ trồng cây ăn quả.",
        [
            (30, "=", "target", 2026, "hộ trồng cây ăn quả", None),
            (45, "=", "target", 2027, "hộ trồng cây ăn quả", None),
            (70, "=", "target", 2028, "hộ trồng cây ăn quả", None),
        ],
    ),
    (
        "- Phấn đấu 40%, tiến tới 60% quán ăn nhận thẻ.",
        [
            (40, "=", "target", 2025, "quán ăn nhận thẻ", None),
            (60, "=", "target", 2025, "quán ăn nhận thẻ", None),
        ],
    ),
    (
        "- Tối thiểu 60% phụ huynh nộp học phí qua thẻ, quý IV đạt 75%.",
        [
            (60, ">=", "target", 2025, "phụ huynh nộp học phí qua thẻ", None),
            (75, "=", "target", 2025, "phụ huynh nộp học phí qua thẻ", None),
        ],
    ),
    (
        "- Tỷ lệ lao động qua đào tạo đạt 70%, trong đó có chứng chỉ đạt 30%.",
        [
            (70, "=", "target", 2025, "Tỷ lệ lao động qua đào tạo", None),
            (30, "=", "target", 2025, "Tỷ lệ lao động qua đào tạo có chứng chỉ", None),
        ],
    ),
    (
        "- 100% (một trăm phần trăm) đoàn viên ký cam kết.",
        [(100, "=", "target", 2025, "đoàn viên ký cam kết", None)],
    ),
    (
        "- Giao Phòng Nội vụ phấn đấu đạt trên 85% trong quý III/2025.",
        [(85, ">", "target", 2025, None, None)],
    ),
    # bounds
    (
        "- Từ 80% hội viên trở lên cài đặt ứng dụng.",
        [(80, ">=", "target", 2025, "hội viên cài đặt ứng dụng", None)],
    ),
    (
        "- Từ 60% bệnh viện hạng I trở lên có bệnh án điện tử.",
        [(60, ">=", "target", 2025, "bệnh viện hạng I trở lên có bệnh án điện tử", None)],
    ),
    (
        "- Tỷ lệ hộ dân tham gia bảo hiểm đạt và vượt 91%.",
        [(91, ">", "target", 2025, "Tỷ lệ hộ dân tham gia bảo hiểm", None)],
    ),
    (
        "- Số xã đạt từ 70% đến dưới 85% tiêu chí.",
        [(70, ">=", "target", 2025, "Số xã tiêu chí", None), (85, "<", "target", 2025, "Số xã tiêu chí", None)],
    ),
    (
        "- Tỷ lệ hồ sơ nộp trực tuyến cao hơn 5% so với năm trước.",
        [(5, "=", "result", None, "Tỷ lệ hồ sơ nộp trực tuyến cao hơn so với năm trước", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_a_sentence_of_a_plan(
    text: str, expected: list[tuple[float, str, str, int | None, str | None, str | None]]
) -> None:
    found = [(t.value, t.comparator, t.role, t.year, t.subject, t.scope) for t in targets_of(text)]
    assert found == expected
