// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/options.h"
#include "app/demo/service/questions.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>
#include <set>
#include <vector>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

class TstDemoOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutArgumentsItIsTheDefaults();
    void bothSpellingsAreRead();
    void wrongUsageIsRefused_data();
    void wrongUsageIsRefused();
    void theModelComesFromTheEnvironment();
    void everyOptionIsInTheHelp();
    void builtInQuestionsAreManyAndDifferent();
    void questionsAreReadFromAFile();
    void aFileWithoutQuestionsIsRefused();

private:
    static Result<Options> parse(const std::vector<std::string_view> &arguments,
                                 const std::map<std::string, std::string> &variables = {})
    {
        return Options::parse(arguments, [&](const std::string &name) -> std::optional<std::string> {
            const auto it = variables.find(name);
            return it == variables.end() ? std::nullopt : std::optional(it->second);
        });
    }
};

void TstDemoOptions::withoutArgumentsItIsTheDefaults()
{
    const auto options = parse({});
    QVERIFY(options.has_value());
    QCOMPARE(options->port, std::uint16_t(18080));
    QCOMPARE(options->rate, 2.0);
    QCOMPARE(options->misbehaviour, Misbehaviour{});
    QVERIFY(options->modelUrl.empty());
}

void TstDemoOptions::bothSpellingsAreRead()
{
    const auto options =
        parse({"--port", "0", "--rate=0.5", "--slow-step", "retrieval=800ms", "--slow-step=routing=1s",
               "--error-rate", "0.1", "--hallucinate=0.2", "--drop-document", "3", "--pace", "0"});
    QVERIFY2(options.has_value(), options ? "" : options.error().message.c_str());
    QCOMPARE(options->port, std::uint16_t(0));
    QCOMPARE(options->rate, 0.5);
    QCOMPARE(options->misbehaviour.slowSteps.size(), std::size_t(2));
    QCOMPARE(options->misbehaviour.errorRate, 0.1);
    QCOMPARE(options->misbehaviour.hallucinate, 0.2);
    QCOMPARE(options->misbehaviour.dropDocument, std::size_t(3));
    QCOMPARE(options->pace, 0.0);
}

void TstDemoOptions::wrongUsageIsRefused_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("--port") << QByteArray("70000");
    QTest::newRow("--rate") << QByteArray("-1");
    QTest::newRow("--error-rate") << QByteArray("1.5");
    QTest::newRow("--hallucinate") << QByteArray("often");
    QTest::newRow("--slow-step") << QByteArray("nothing=1s");
    QTest::newRow("--pace") << QByteArray("nan");
    QTest::newRow("--speed") << QByteArray("1");
    QTest::newRow("surplus") << QByteArray("");
}

void TstDemoOptions::wrongUsageIsRefused()
{
    QFETCH(const QByteArray, value);
    const auto options = parse({QTest::currentDataTag(), std::string_view(value.constData())});
    QVERIFY(!options);
    QVERIFY(!parse({QTest::currentDataTag()})); // without its value
}

void TstDemoOptions::theModelComesFromTheEnvironment()
{
    const std::map<std::string, std::string> variables{{"OPENAI_BASE_URL", "http://a/v1"},
                                                       {"OPENAI_API_KEY", "k"}};
    QCOMPARE(parse({}, variables)->modelUrl, "http://a/v1");
    QCOMPARE(parse({}, variables)->modelKey, "k");
    QCOMPARE(parse({"--llm-url", "http://b"}, variables)->modelUrl, "http://b");
}

void TstDemoOptions::everyOptionIsInTheHelp()
{
    for (const char *option :
         {"--port", "--rate", "--questions", "--manual", "--pace", "--seed", "--slow-step", "--error-rate",
          "--hallucinate", "--drop-document", "--llm-url", "--llm-model"})
        QVERIFY2(Options::usage().find(option) != std::string_view::npos, option);
    QVERIFY(parse({"--help"})->help);
}

void TstDemoOptions::builtInQuestionsAreManyAndDifferent()
{
    const auto questions = builtInQuestions();
    QVERIFY(questions.size() >= 60);
    QCOMPARE(std::set<std::string>(questions.begin(), questions.end()).size(), questions.size());
}

void TstDemoOptions::questionsAreReadFromAFile()
{
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("q.txt")).toStdString();
    std::ofstream(file) << "# comment\nWhat is a span?\r\n\n   \nWas ist das?\n";
    const auto questions = questionsFromFile(file);
    QVERIFY(questions.has_value());
    QCOMPARE(*questions, (std::vector<std::string>{"What is a span?", "Was ist das?"}));
}

void TstDemoOptions::aFileWithoutQuestionsIsRefused()
{
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("q.txt")).toStdString();
    QVERIFY(!questionsFromFile(file));
    std::ofstream(file) << "# nothing\n";
    QCOMPARE(questionsFromFile(file).error().code, Error::Code::NotFound);
    std::ofstream(file) << "fine\n\xff\xfe\n";
    QVERIFY(questionsFromFile(file).error().message.find("Line 2") != std::string::npos);
}

static const Registered<TstDemoOptions> registered;
#include "tst_demo_options.moc"
