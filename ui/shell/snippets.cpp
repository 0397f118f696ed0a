// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/snippets.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("spanwise::ConnectPanel", text);
}

/// The variables are those of the OpenTelemetry specification; not every SDK sends all three signals by
/// itself.
QString environmentOf(const QString &endpoint, bool needsToken)
{
    const QString token =
        needsToken ? u"\nexport OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN   # TOKEN: "_s %
                         tr("Settings > Receiving > Copy")
                   : QString();
    const QString environment =
        u"export OTEL_SERVICE_NAME=my-service\n"
        "export OTEL_EXPORTER_OTLP_ENDPOINT=%1\n"
        "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
        "export OTEL_TRACES_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp OTEL_LOGS_EXPORTER=otlp"_s.arg(endpoint);
    return environment % token;
}

QString pythonCode()
{
    return u"pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http\n"
           "pip install openinference-instrumentation-langchain   # or -llama-index, -openai, ...\n"
           "opentelemetry-bootstrap -a install\n"
           "opentelemetry-instrument python app.py"_s;
}

QString javascriptCode()
{
    return u"npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node\n"
           "export NODE_OPTIONS=\"--require @opentelemetry/auto-instrumentations-node/register\"\n"
           "node app.js"_s;
}

QString goCode()
{
    return u"exporter, err := otlptracehttp.New(ctx) // reads OTEL_EXPORTER_OTLP_ENDPOINT\n"
           "if err != nil { log.Fatal(err) }\n"
           "provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))\n"
           "defer provider.Shutdown(ctx)\n"
           "otel.SetTracerProvider(provider)"_s;
}

QString javaCode()
{
    return u"# opentelemetry-javaagent.jar is a release of opentelemetry-java-instrumentation\n"
           "java -javaagent:opentelemetry-javaagent.jar -jar app.jar"_s;
}

QString cppCode()
{
    return u"auto exporter  = otlp::OtlpHttpExporterFactory::Create(); // reads OTEL_EXPORTER_OTLP_ENDPOINT\n"
           "auto processor = sdktrace::BatchSpanProcessorFactory::Create(std::move(exporter), {});\n"
           "std::shared_ptr<opentelemetry::trace::TracerProvider> provider =\n"
           "    sdktrace::TracerProviderFactory::Create(std::move(processor));\n"
           "opentelemetry::trace::Provider::SetTracerProvider(provider);"_s;
}

} // namespace

QList<Snippet> connectSnippets(const QString &endpoint, bool needsToken)
{
    const QString environment = environmentOf(endpoint, needsToken);
    return {
        {u"Python"_s, environment, tr("Install the SDK, then start the program through it:"), pythonCode()},
        {u"JavaScript"_s, environment, tr("Install the SDK, then start the program with it:"),
         javascriptCode()},
        {u"Go"_s, environment, tr("Once, at the start of main:"), goCode()},
        {u"Java"_s, environment, tr("Start the program with the agent:"), javaCode()},
        {u"C++"_s, environment, tr("Once, at the start of main, with opentelemetry-cpp:"), cppCode()},
    };
}

} // namespace spanwise
