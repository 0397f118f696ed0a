// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchobserver.h"

#include <QString>

#include <functional>

namespace spanwise {

/// One line for each query that arrives, for a Spanwise without a window. Intake thread.
class QueryPrinter final : public BatchObserver
{
public:
    using Write = std::function<void(const QString &)>;

    explicit QueryPrinter(Write write) : m_write(std::move(write)) {}

    void committed(const CommittedBatch &batch) override;

private:
    Write m_write;
};

} // namespace spanwise
