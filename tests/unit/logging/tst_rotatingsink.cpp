// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logging/rotatingsink.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>
#include <string>

using namespace spanwise;
using namespace spanwise::test;
namespace fs = std::filesystem;

namespace {

constexpr Timestamp noon{std::chrono::seconds(1'700'049'600)}; // 2023-11-15 12:00 UTC
constexpr auto oneDay = std::chrono::days(1);

std::set<std::string> filesIn(const fs::path &directory)
{
    std::set<std::string> names;
    for (const auto &entry : fs::directory_iterator(directory))
        names.insert(entry.path().filename().string());
    return names;
}

std::string textOf(const fs::path &file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class TstRotatingSink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_temporary = std::make_unique<QTemporaryDir>(); }
    void aNewDayBeginsANewFile();
    void aFullFileBeginsTheNext();
    void aRestartAppendsToTheLastFileOfTheDay();
    void oldFilesGoAndStrangersStay();
    void thereAreNeverTooManyFiles();
    void aClockSetBackKeepsTheFile();
    void aDirectoryThatCannotBeMadeIsAnError();
    void writingRecoversWhenTheDirectoryIsBack();
    void aFullDiskIsReported();

private:
    fs::path directory() const { return fs::path(m_temporary->path().toStdString()) / "logs"; }
    std::unique_ptr<RotatingSink> open(RotationOptions options = {}, Timestamp now = noon) const
    {
        auto sink = RotatingSink::open(directory(), "app", options, now);
        return sink ? *std::move(sink) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
};

void TstRotatingSink::aNewDayBeginsANewFile()
{
    const auto sink = open();
    QVERIFY(sink->write("one", noon).has_value());
    QVERIFY(sink->write("two", noon + oneDay).has_value());
    sink->flush();
    QCOMPARE(filesIn(directory()), (std::set<std::string>{"app_2023-11-15.log", "app_2023-11-16.log"}));
    QCOMPARE(textOf(directory() / "app_2023-11-16.log"), std::string("two\n"));
}

void TstRotatingSink::aFullFileBeginsTheNext()
{
    const auto sink = open({.maxFileBytes = 10});
    for (const char *line : {"12345", "6789", "abc", "a line that is longer than a file", "z"})
        QVERIFY(sink->write(line, noon).has_value());
    sink->flush();
    QCOMPARE(textOf(directory() / "app_2023-11-15.log"), std::string("12345\n"));
    QCOMPARE(textOf(directory() / "app_2023-11-15.1.log"), std::string("6789\nabc\n"));
    QCOMPARE(textOf(directory() / "app_2023-11-15.2.log"),
             std::string("a line that is longer than a file\n"));
    QCOMPARE(textOf(sink->currentFile()), std::string("z\n"));
}

void TstRotatingSink::aRestartAppendsToTheLastFileOfTheDay()
{
    for (const char *line : {"1234567", "89", "ab"})
        QVERIFY(open({.maxFileBytes = 8})->write(line, noon).has_value());
    QCOMPARE(textOf(directory() / "app_2023-11-15.log"), std::string("1234567\n"));
    QCOMPARE(textOf(directory() / "app_2023-11-15.1.log"), std::string("89\nab\n"));
}

void TstRotatingSink::oldFilesGoAndStrangersStay()
{
    fs::create_directories(directory());
    const std::set<std::string> strangers{"app_2020-01-01.txt", "app_2020-13-01.log",
                                          "application_2020-01-01.log", "app_2020-01-01.x.log", "notes"};
    for (const std::string &name : strangers)
        std::ofstream(directory() / name) << "x";
    for (const char *name : {"app_2023-10-15.log", "app_2023-10-15.3.log", "app_2023-10-16.log"})
        std::ofstream(directory() / name) << "x";
    const auto sink = open();
    std::set<std::string> expected = strangers;
    expected.insert({"app_2023-10-16.log", "app_2023-11-15.log"}); // thirty days old, and today's
    QCOMPARE(filesIn(directory()), expected);
}

void TstRotatingSink::thereAreNeverTooManyFiles()
{
    const auto sink = open({.maxFileBytes = 4, .maxFiles = 3});
    for (int i = 0; i < 10; ++i)
        QVERIFY(sink->write("123", noon).has_value());
    QCOMPARE(filesIn(directory()).size(), std::size_t(3));
    QVERIFY(fs::exists(sink->currentFile()));
}

void TstRotatingSink::aClockSetBackKeepsTheFile()
{
    const auto sink = open();
    const fs::path file = sink->currentFile();
    QVERIFY(sink->write("one", noon).has_value());
    QVERIFY(sink->write("two", noon - 3 * oneDay).has_value());
    QCOMPARE(sink->currentFile(), file);
}

void TstRotatingSink::aDirectoryThatCannotBeMadeIsAnError()
{
    std::ofstream(directory().string()) << "a file is in the way";
    const auto sink = RotatingSink::open(directory(), "app", {}, noon);
    QVERIFY(!sink.has_value());
    QVERIFY(sink.error().message.find(directory().string()) != std::string::npos);
}

void TstRotatingSink::writingRecoversWhenTheDirectoryIsBack()
{
    const auto sink = open();
    fs::remove_all(directory());
    QVERIFY(!sink->write("lost", noon + oneDay).has_value());
    fs::create_directories(directory());
    QVERIFY(sink->write("kept", noon + oneDay).has_value());
    sink->flush();
    QCOMPARE(textOf(sink->currentFile()), std::string("kept\n"));
}

void TstRotatingSink::aFullDiskIsReported()
{
    if (!fs::exists("/dev/full"))
        QSKIP("this system has no /dev/full");
    fs::create_directories(directory());
    fs::create_symlink("/dev/full", directory() / "app_2023-11-15.log");
    const auto sink = open();
    const Status written = sink->write("a line", noon);
    QVERIFY(!written.has_value());
    QVERIFY(written.error().message.find("app_2023-11-15.log") != std::string::npos);
}

static const Registered<TstRotatingSink> registered;
#include "tst_rotatingsink.moc"
