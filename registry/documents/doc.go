// Package documents writes what an office signs and files: letters, reports and
// decisions in the form of Nghị định 30/2020/NĐ-CP, annex I, as DOCX that Word
// and LibreOffice edit and as PDF that looks the same.
//
// A Document says what stands in it: letterhead, subject, blocks of text, tables
// and pictures, who signs and who receives it. WriteDOCX puts it into a template
// in which the province may change everything but the placeholders; WritePDF
// sets it itself, in Liberation Serif, whose letters are as wide as those of
// Times New Roman and which has every Vietnamese one.
//
// Text is NFC: fonts have the precomposed letters only.
package documents
