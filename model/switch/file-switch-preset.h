/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_SWITCH_PRESET_H
#define FILE_SWITCH_PRESET_H

#include "switch-preset.h"

#include "ns3/component-spec.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A switch model from a file of the user. A line is a row: a name, '=' and a model with what it
 * sets; '#' begins a comment.
 * @code
 *   # name = model:key=value,key=value
 *   tor   = generic:shared-buffer=32MB,alpha=1,latency=600ns
 *   spine = generic-deep:kmin=1MB,kmax=2MB
 * @endcode
 */
class FileSwitchPreset : public SwitchPreset
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FileSwitchPreset();
    ~FileSwitchPreset() override;

    /**
     * Put the row of a file in place of the name of the file. Throws ConfigError, with the line if
     * one is wrong.
     * @param spec a model; `file:path=FILE,row=NAME,key=value` may go before what the row sets
     * @return the model of the row; any other model as it is
     */
    static ComponentSpec Expand(const ComponentSpec& spec);

  private:
    void DoConfigure(SwitchModel& model) const override;

    std::string m_path;
    std::string m_row;
};

} // namespace aifabric
} // namespace ns3

#endif // FILE_SWITCH_PRESET_H
