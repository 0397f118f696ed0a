// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/qualityline.h"

#include "ui/trace/tracelabeller.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString two(double value)
{
    return QString::number(value, 'f', 2);
}

QString missingSentence(const MissingDocument &missing)
{
    const std::string &name = missing.label.title.empty() ? missing.label.id : missing.label.title;
    const QString shown =
        name.empty() ? QualityLine::tr("A wanted document") : u"“"_s % QString::fromStdString(name) % u"”"_s;
    return missing.bestRank == 0 ? QualityLine::tr("%1 was never found").arg(shown)
           : missing.lostIn.empty()
               ? QualityLine::tr("%1 was not used").arg(shown)
               : QualityLine::tr("%1 was lost in %2").arg(shown, QString::fromStdString(missing.lostIn));
}

} // namespace

QualityLine::QualityLine(const TraceLabeller &labeller, QWidget *parent)
    : QLabel(parent)
    , m_labeller(labeller)
{
    setObjectName(u"quality"_s);
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setContentsMargins(14, 0, 14, 8);
    setProperty("type", u"secondary"_s);
    setProperty("tone", u"secondary"_s);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    hide();
    connect(&m_labeller, &TraceLabeller::changed, this, &QualityLine::show);
}

void QualityLine::show()
{
    QStringList parts;
    if (const auto &quality = m_labeller.quality()) {
        const RetrievalQuality &answer = quality->answer;
        parts +=
            tr("%1 of %2 wanted documents reached the answer").arg(answer.wantedFound).arg(answer.wanted);
        parts += tr("hit@%1 %2").arg(answer.k).arg(answer.hit ? 1 : 0);
        parts += tr("1/rank %1").arg(two(answer.reciprocalRank));
        parts += tr("nDCG@%1 %2").arg(answer.k).arg(two(answer.ndcg));
        parts += tr("precision@%1 %2").arg(answer.k).arg(two(answer.precision));
        parts += tr("recall@%1 %2").arg(answer.k).arg(two(answer.recall));
        for (const MissingDocument &missing : quality->missing)
            parts += missingSentence(missing);
    }
    if (const QString note = m_labeller.note(); !note.isEmpty())
        parts += tr("Note: %1").arg(note.simplified());
    setText(parts.join(u"  ·  "_s));
    setVisible(!parts.isEmpty());
}

} // namespace spanwise
