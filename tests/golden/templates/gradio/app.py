import gradio

gradio.Interface(str.upper, "text", "text").launch()
