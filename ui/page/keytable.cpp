// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/keytable.h"

#include <QKeySequence>

namespace spanwise {
namespace {

/// The key that an American keyboard has in this place, for W, A, S and D and for the letters that these
/// displace; otherwise key. Scan codes as evdev (plus 8) gives them under X11 and Wayland; elsewhere, and for
/// made-up events, there is none.
int keyByPlace(quint32 scanCode, int key)
{
    constexpr quint32 evdev = 8;
    switch (scanCode) {
    case 17 + evdev:
        return Qt::Key_W;
    case 30 + evdev:
        return Qt::Key_A;
    case 31 + evdev:
        return Qt::Key_S;
    case 32 + evdev:
        return Qt::Key_D;
    default:
        break;
    }
    const bool displaced = key == Qt::Key_W || key == Qt::Key_A || key == Qt::Key_S || key == Qt::Key_D;
    return scanCode > evdev && displaced ? Qt::Key_unknown : key;
}

} // namespace

QKeyCombination meantKey(const QKeyEvent &event)
{
    const Qt::KeyboardModifiers kept = event.modifiers() & (Qt::ControlModifier | Qt::AltModifier);
    const bool isLetter = event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z;
    const Qt::KeyboardModifiers modifiers = isLetter ? kept | (event.modifiers() & Qt::ShiftModifier) : kept;
    const int key = event.key() == Qt::Key_Enter ? static_cast<int>(Qt::Key_Return) : event.key();
    return QKeyCombination(
        modifiers,
        static_cast<Qt::Key>(kept == Qt::NoModifier ? keyByPlace(event.nativeScanCode(), key) : key));
}

QString keyWords(int key, Qt::KeyboardModifiers modifiers)
{
    return QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(key)))
        .toString(QKeySequence::NativeText);
}

} // namespace spanwise
