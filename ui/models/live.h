// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/counters.h"

#include <QObject>

namespace spanwise {

/// The news from the intake, in the GUI thread: at most 20 a second, and one after the last change.
///
/// app feeds it through a mailbox; views listen to changed() and ask the store for what they show.
class Live final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const IntakeStatus &status() const noexcept { return m_status; }

public Q_SLOTS:
    void update(const spanwise::IntakeStatus &status)
    {
        m_status = status;
        Q_EMIT changed();
    }

Q_SIGNALS:
    /// Something was stored, or a counter moved.
    void changed();

private:
    IntakeStatus m_status;
};

} // namespace spanwise
