// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/endpoint.h"
#include "tests/support/program.h"

#include <QStringList>

namespace spanwise::test {

/// `spanwise serve` with all its listeners on free ports.
class ServingProgram : public Program
{
public:
    explicit ServingProgram(const QString &data)
        : Program(QStringLiteral("spanwise"))
        , m_data(data)
    {
    }

    /// False when it does not start or does not say where it listens.
    bool serve()
    {
        const QString any = QStringLiteral("127.0.0.1:0");
        if (!start({QStringLiteral("serve"), QStringLiteral("--data"), m_data, QStringLiteral("--otlp-http"),
                    any, QStringLiteral("--otlp-grpc"), any, QStringLiteral("--zipkin"), any}))
            return false;
        const auto endpointAfter = [this](const QString &name) {
            const auto match = waitFor(name + QStringLiteral(" on (?:http://)?127\\.0\\.0\\.1:(\\d+)"));
            return Endpoint{"127.0.0.1", static_cast<std::uint16_t>(match.captured(1).toUInt())};
        };
        http = endpointAfter(QStringLiteral("OTLP over HTTP"));
        grpc = endpointAfter(QStringLiteral("OTLP over gRPC"));
        zipkin = endpointAfter(QStringLiteral("Zipkin"));
        return http.port != 0 && grpc.port != 0 && zipkin.port != 0;
    }

    Endpoint http;
    Endpoint grpc;
    Endpoint zipkin;

private:
    const QString m_data;
};

} // namespace spanwise::test
