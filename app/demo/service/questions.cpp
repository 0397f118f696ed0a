// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/questions.h"

#include "app/demo/steps/analysis.h"
#include "app/demo/text/utf8.h"

#include <fstream>
#include <utility>

namespace spanwise::demo {

std::vector<std::string> builtInQuestions()
{
    // Questions near the top are asked most often.
    return {
        "How do I replay a query?",
        "How do I connect a Python pipeline?",
        "How long are traces kept?",
        "Why do I see no data?",
        "What does p95 mean?",
        "What is the difference between a trace and a query?",
        "How do I find slow queries?",
        "Which port does Spanwise listen on?",
        "文档在哪一步丢失了？",
        "Wie lange werden Daten aufbewahrt?",
        "What happens when the disk is full?",
        "How is the hallucination score computed?",
        "データの保持期間はどのくらいですか？",
        "How do I silence notifications?",
        "When is an alert pending?",
        "What are the default alert rules?",
        "Where is the history stored?",
        "How do I open a trace file?",
        "How do I connect a JavaScript pipeline?",
        "How do I connect a Go pipeline and how do I see its spans sooner?",
        "What is a step, and which kinds of steps are there?",
        "如何重放查询？",
        "Wie schließe ich eine Java-Pipeline an?",
        "How do I jump to a trace id?",
        "Why was my replay marked as no trace?",
        "What is reciprocal rank fusion?",
        "Can two programs use the same history?",
        "What happens if the database is corrupt?",
        "Which keys zoom the waterfall?",
        "What are the exit codes of the command line?",
        "アラートのルールとは？",
        "Comment rejouer une requête ?",
        "¿Cuánto tiempo se guardan los datos?",
        "How do I delete all data?",
        "Does Spanwise send my data to the cloud?",
        "How do I switch to the dark theme?",
        "What does status 429 mean?",
        "How large may a request be?",
        "Why is my pipeline slow?",
        "What is an orphan span?",
        "How do I compare a replay with its original and what does a changed document list mean?",
        "What is the difference between retrieval and reranking?",
        "How do I run without a display?",
        "How do I export a trace?",
        "What is traceparent used for?",
        "How do I write an expression for the p95 latency of retrieval?",
        "Which metrics are derived from spans?",
        "How do I change an alert rule?",
        "Where do the errors of a failed query show up?",
        "How do I set up the replay target?",
        "Why does a cached answer make a replay look fast?",
        "What is saved for a replay, and where is it stored?",
        "如何设置告警规则？",
        "查询为什么慢？",
        "端口被占用怎么办？",
        "クエリが遅いのはなぜですか？",
        "キャッシュされた回答とは？",
        "ダークテーマに切り替える方法",
        "Warum sehe ich keine Daten?",
        "Was ist der Unterschied zwischen einer Spur und einer Anfrage?",
        "Welche Tasten vergrößern den Wasserfall?",
        "Quels sont les états d'une alerte ?",
        "¿Cómo se conecta una consulta de Python?",
        "Как долго хранятся данные?",
        "How do I follow new queries live?",
        "What does the Overview show?",
        "Where can I see the documents of a query and their scores?",
        "What is baggage?",
        "What happens to spans with an invalid id?",
        "How fast is Spanwise, and what does it cost in my pipeline?",
        "How do I make the demo misbehave?",
        "Is there a tray icon?",
        "Which environment variable hides inputs and outputs?",
        "How do I connect C++?",
        "How do I back up the history?",
        "What does the critical path of my breakfast look like?",
    };
}

Result<std::vector<std::string>> questionsFromFile(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return Error{Error::Code::Io, "The questions in " + file.string() +
                                          " cannot be read. Name a text file with one"
                                          " question a line."};
    std::vector<std::string> questions;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.ends_with('\r'))
            line.pop_back();
        if (!isUtf8(line))
            return Error{Error::Code::InvalidInput, "Line " + std::to_string(number) + " of " +
                                                        file.string() +
                                                        " is not UTF-8. Save the file as UTF-8."};
        if (!normalised(line).empty() && !line.starts_with('#'))
            questions.push_back(std::move(line));
    }
    if (questions.empty())
        return Error{Error::Code::NotFound,
                     "The file " + file.string() + " holds no question. Write one a line."};
    return questions;
}

} // namespace spanwise::demo
