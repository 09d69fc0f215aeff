"""Files are read as they are, and each broken one gives one clear line."""

import gzip

import pandas as pd
import pytest

from config.errors import DataFileError, InputError
from data.readers import read_table

ROWS = "customer_id,date,amount\n007,2024-01-01,1.50\n008,2024-01-02,2.00\n"


@pytest.fixture
def save(tmp_path):
    def write(name: str, content: str | bytes):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path) -> str:
    with pytest.raises(InputError) as caught:
        read_table(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_any_delimiter_is_found_and_zeros_survive(save, delimiter):
    frame = read_table(save("a.csv", ROWS.replace(",", delimiter))).frame
    assert frame["customer_id"].tolist() == ["007", "008"]
    assert frame["amount"].tolist() == ["1.50", "2.00"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_is_read_in_any_of_its_encodings(save, encoding):
    text = "会员编号,姓名,金额\n007,没关系,5\n008,张三丰,6\n"
    frame = read_table(save("a.csv", text.encode(encoding))).frame
    assert frame.columns.tolist() == ["会员编号", "姓名", "金额"]
    assert frame["姓名"].tolist() == ["没关系", "张三丰"]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_text_is_read_in_its_old_encodings_and_it_is_said(save, encoding):
    table = read_table(save("a.csv", "id,name\n1,José não\n2,Müller\n".encode(encoding)))
    assert table.frame["name"].tolist() == ["José não", "Müller"]
    assert "cp1252" in table.notes[0].en


@pytest.mark.parametrize(
    ("first", "second"), [("gb18030", "utf-8"), ("utf-8", "gb18030"), ("utf-8", "cp1252"), ("cp1252", "utf-8")]
)
def test_two_encodings_in_one_file_are_refused_with_the_row(save, first, second):
    words = ("没有关系的", "非常好用的") if "gb18030" in (first, second) else ("José", "Müller")
    content = b"id,name\n" + f"1,{words[0]}\n".encode(first) + f"2,{words[1]}\n".encode(second)
    message = refusal(save("a.csv", content))
    assert "mixed encodings" in message
    assert "row 3" in message if first == "utf-8" else "row 2" in message


def test_gzip_is_opened_and_a_cut_one_refused(save):
    whole = gzip.compress((ROWS * 50).encode())
    assert read_table(save("a.csv.gz", gzip.compress(ROWS.encode()))).source.rows == 2
    assert "cut short" in refusal(save("b.csv.gz", whole[:-12]))


def test_quoted_fields_may_hold_delimiters_line_ends_and_quotes(save):
    frame = read_table(save("a.csv", 'id,text\n1,"a, ""b""\nc"\n2,d\n')).frame
    assert frame["text"].tolist() == ['a, "b"\nc', "d"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them_blank_lines_included(save):
    frame = read_table(save("a.csv", "\nid,amount\n1,2\n\n3,4\n")).frame
    assert frame.index.tolist() == [3, 5]


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\n" + ROWS,  # Excel's hint
        ROWS.replace("\n", "\r"),  # old line ends
        ROWS.replace("\n", ",\n"),  # a delimiter at the end of every line
        ROWS.replace("1.50\n", "1.50,\n").replace("2.00\n", "2.00,\n"),  # the same, but not in the header
        ROWS.replace("007", "007\x0b"),  # a stray control character
    ],
)
def test_small_oddities_of_exports_do_no_harm(save, text):
    frame = read_table(save("a.csv", text)).frame
    assert frame["amount"].tolist() == ["1.50", "2.00"]


def test_a_first_row_that_is_wider_than_the_header_is_refused_and_not_cut(save):
    assert "too many fields in a row" in refusal(save("a.csv", "a,b\n1,2,3\n4,5,6\n"))


def test_json_lines_keep_numbers_to_the_digit(save):
    frame = read_table(save("a.jsonl", '{"id": "007", "amount": 12.10}\n\n{"id": 9007199254740993}\n')).frame
    assert frame["id"].tolist() == ["007", "9007199254740993"]
    assert frame["amount"].tolist()[0] == "12.10"
    assert frame.index.tolist() == [1, 3]


def test_a_json_list_is_read_too(save):
    assert read_table(save("a.json", '[{"id": 1}, {"id": 2}]')).source.rows == 2


def test_parquet_ids_with_gaps_stay_whole(tmp_path):
    ids = pd.Series([9007199254740993, None], dtype="Int64")
    pd.DataFrame({"id": ids, "x": [1, 2]}).to_parquet(tmp_path / "a.parquet")
    assert str(read_table(tmp_path / "a.parquet").frame["id"].iloc[0]) == "9007199254740993"


def test_spreadsheet_sheets_with_one_header_are_joined_and_ids_stay_text(tmp_path):
    path = tmp_path / "a.xlsx"
    one = pd.DataFrame(
        {"id": ["007", 8], "n": [13085, None], "d": pd.to_datetime(["2024-01-01 10:00", "2024-01-02 00:00"])}
    )
    with pd.ExcelWriter(path) as book:
        one.to_excel(book, sheet_name="2023", index=False)
        one.to_excel(book, sheet_name="2024", index=False)
        pd.DataFrame({"other": [1]}).to_excel(book, sheet_name="notes", index=False)
    table = read_table(path)
    assert table.frame["id"].tolist() == ["007", "8"] * 2
    assert table.frame["n"].dropna().astype(str).tolist() == ["13085"] * 2
    assert pd.api.types.is_datetime64_any_dtype(table.frame["d"])
    assert [note.en for note in table.notes] == [
        "a.xlsx: sheet 'notes' has another header and was not read",
        "a.xlsx: 2 sheets with the same header were joined",
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.csv", b"", "empty.csv: the file is empty"),
        ("blank.csv", b"\n  \n", "blank.csv: the file is empty"),
        ("header.csv", b"a,b\n", "header.csv: there are no rows under the header"),
        ("binary.csv", bytes(range(256)) * 8, "binary.csv: this is not a text file"),
        ("one.csv", b"customer_id date amount\n1 2 3\n", "one.csv, row 1: the columns cannot be told apart"),
        ("twice.csv", b"id,date,date\n1,2,3\n", "twice.csv, row 1: a column name occurs twice; found 'date'"),
        ("long.csv", b"a,b\n1,2\n1,2,3\n", "long.csv, row 3: too many fields in a row; found '3', expected 2 fields"),
        ("quote.csv", b'a,b\n1,"2\n3,4\n', "quote.csv: a quotation mark is opened and never closed"),
        ("split.csv", b"a,b,c\n1;2;3\n4;5;6\n7;8;9\n", "split.csv, row 2: only the first of 3 columns is filled"),
        ("bad.jsonl", b'{"a": 1}\n{a: 1}\n', "bad.jsonl, row 2: no valid JSON; found '{a: 1}'"),
        ("bad.parquet", b"PAR1rubbish", "bad.parquet: the Parquet file is damaged"),
        ("bad.xlsx", b"PK\x03\x04rubbish", "bad.xlsx: the spreadsheet cannot be read"),
    ],
)
def test_a_broken_file_gives_one_clear_line(save, name, content, expected):
    assert refusal(save(name, content)).startswith(expected)


def test_a_folder_and_a_missing_file_are_named_as_such(tmp_path):
    assert "this is a folder" in refusal(tmp_path)
    assert "there is no such file" in refusal(tmp_path / "none.csv")


def test_the_hash_and_size_are_of_the_file_as_it_lies_there(save):
    path = save("a.csv.gz", gzip.compress(ROWS.encode(), mtime=0))
    source = read_table(path).source
    assert (source.name, source.bytes) == ("a.csv.gz", path.stat().st_size)
    assert len(source.sha256) == 64


def test_an_error_names_file_row_column_found_and_expected():
    error = DataFileError("a.csv", "bad", row=3, column="amount", found="x", expected="a number")
    assert str(error) == "a.csv, row 3, column 'amount': bad; found 'x', expected a number"
