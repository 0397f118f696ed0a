// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/corpus/manualfile.h"
#include "app/demo/pipeline/pipeline.h"
#include "app/demo/service/api.h"
#include "app/demo/service/chatmodel.h"
#include "app/demo/service/endsignals.h"
#include "app/demo/service/httpserver.h"
#include "app/demo/service/options.h"
#include "app/demo/service/questions.h"
#include "app/demo/service/selfasker.h"
#include "app/demo/service/telemetry.h"
#include "app/demo/steps/extractive.h"

#include <QCoreApplication>

#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace spanwise::demo {
namespace {

int complain(const Error &error, int exitCode)
{
    std::fprintf(stderr, "spanwise-demo: %s\n", error.message.c_str());
    return exitCode;
}

Result<std::unique_ptr<const Knowledge>> loadKnowledge(const Options &options)
{
    if (options.manualDirectory.empty())
        return Knowledge::build(Corpus::fromFiles(embeddedManual()));
    auto corpus = Corpus::fromDirectory(options.manualDirectory);
    if (!corpus)
        return corpus.error();
    return Knowledge::build(*std::move(corpus));
}

Result<std::unique_ptr<const Generator>> makeGenerator(const Options &options, const Knowledge &knowledge)
{
    if (options.modelUrl.empty())
        return std::unique_ptr<const Generator>(std::make_unique<ExtractiveGenerator>(knowledge.weights));
    auto model =
        ChatModel::create({.url = options.modelUrl, .model = options.modelName, .key = options.modelKey});
    if (!model)
        return model.error();
    return std::unique_ptr<const Generator>(*std::move(model));
}

/// Everything that answers questions, until a signal ends it.
int serve(const Options &options, const EndSignals &signals)
{
    const auto knowledge = loadKnowledge(options);
    if (!knowledge)
        return complain(knowledge.error(), 1);
    const auto generator = makeGenerator(options, **knowledge);
    if (!generator)
        return complain(generator.error(), 2);
    const auto questions =
        options.questionsFile.empty() ? builtInQuestions() : questionsFromFile(options.questionsFile);
    if (!questions)
        return complain(questions.error(), 1);
    const auto telemetry = Telemetry::create();
    if (!telemetry)
        return complain(telemetry.error(), 2);

    std::stop_source ending;
    Dice dice(options.seed.value_or(std::random_device()()));
    const Pace pace(options.pace, dice, ending.get_token());
    const Verifier verifier((*knowledge)->weights);
    MisbehaviourSwitch misbehaviour(options.misbehaviour);
    AnswerCache cache(32, std::chrono::seconds(60));
    Pipeline pipeline({**knowledge, **generator, verifier, pace, dice, (*telemetry)->tracer()}, misbehaviour,
                      cache);
    Api api(pipeline, misbehaviour, cache, [&] {
        return nlohmann::json{{"documents", (*knowledge)->corpus.size()}, {"export", (*telemetry)->health()}};
    });
    HttpServer server({.port = options.port},
                      [&](const HttpRequest &request) { return api.handle(request); });
    if (const Status started = server.start(); !started)
        return complain(started.error(), 1);
    std::printf("spanwise-demo listening on http://127.0.0.1:%u, exporting to %s\n", unsigned{server.port()},
                (*telemetry)->endpoint().c_str());
    std::fflush(stdout);

    std::optional<SelfAsker> asker;
    if (options.rate > 0)
        asker.emplace(pipeline, *questions, options.rate, dice);
    signals.wait();
    ending.request_stop(); // nothing waits any more, so what is on its way ends at once
    asker.reset();
    server.stop();
    (*telemetry)->shutdown();
    return 0;
}

} // namespace
} // namespace spanwise::demo

int main(int argc, char **argv)
{
    using namespace spanwise;
    using namespace spanwise::demo;
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const auto options = Options::parse(arguments, processEnvironment());
    if (!options)
        return complain(options.error(), 2);
    if (options->help) {
        std::fputs(std::string(Options::usage()).c_str(), stdout);
        return 0;
    }
    if (options->version) {
        std::puts("spanwise-demo " SPANWISE_VERSION);
        return 0;
    }
    const EndSignals signals;
    const QCoreApplication application(argc, argv); // Qt's network classes want one
    return serve(*options, signals);
}
